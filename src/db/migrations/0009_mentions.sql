CREATE TABLE "mention" (
	"tenant" uuid NOT NULL,
	"agent" uuid NOT NULL,
	"entry" uuid NOT NULL,
	CONSTRAINT "mention_agent_entry_pk" PRIMARY KEY("agent","entry")
);
--> statement-breakpoint
ALTER TABLE "mention" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "mention" ADD CONSTRAINT "mention_agent_agent_id_fk" FOREIGN KEY ("agent") REFERENCES "public"."agent"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mention" ADD CONSTRAINT "mention_entry_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mention_entry" ON "mention" USING btree ("entry");--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "mention" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);