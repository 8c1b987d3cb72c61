CREATE TABLE "call_out" (
	"tenant" uuid NOT NULL,
	"interaction" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"entry_point" uuid NOT NULL,
	"agent" uuid NOT NULL,
	"purpose" text NOT NULL,
	"number" text NOT NULL,
	"trunk" text NOT NULL,
	"caller_id" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"barred" text,
	"barred_explain" text,
	CONSTRAINT "call_out_interaction_attempt_pk" PRIMARY KEY("interaction","attempt"),
	CONSTRAINT "call_out_purpose" CHECK ("purpose" in ('call', 'callback')),
	CONSTRAINT "call_out_barred" CHECK (("call_out"."barred" is null) = ("call_out"."barred_explain" is null))
);
--> statement-breakpoint
ALTER TABLE "call_out" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "call_leg" ADD COLUMN "number" text;--> statement-breakpoint
ALTER TABLE "call_leg" ADD COLUMN "dialled_by" uuid;--> statement-breakpoint
ALTER TABLE "call_leg" ADD COLUMN "rang_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "call_out" ADD CONSTRAINT "call_out_interaction_interaction_id_fk" FOREIGN KEY ("interaction") REFERENCES "public"."interaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_out_entry_point" ON "call_out" USING btree ("entry_point","asked_at");--> statement-breakpoint
CREATE INDEX "call_leg_dialled" ON "call_leg" USING btree ("entry_point","started_at") WHERE number is not null;--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "call_out" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);