CREATE TABLE "call_leg" (
	"id" text NOT NULL,
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"interaction" uuid NOT NULL,
	"role" text NOT NULL,
	"agent" uuid,
	"started_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"joined_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"ending" text,
	"cause" text,
	CONSTRAINT "call_leg_entry_point_id_pk" PRIMARY KEY("entry_point","id"),
	CONSTRAINT "call_leg_role" CHECK ("role" in ('caller', 'agent')),
	CONSTRAINT "call_leg_ending" CHECK ("ending" in ('over', 'busy', 'noAnswer', 'refused', 'unreachable', 'failed', 'lost')),
	CONSTRAINT "call_leg_ended" CHECK (("call_leg"."ended_at" is null) = ("call_leg"."ending" is null)),
	CONSTRAINT "call_leg_agent" CHECK (("call_leg"."role" = 'agent') = ("call_leg"."agent" is not null))
);
--> statement-breakpoint
ALTER TABLE "call_leg" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "agent" ADD COLUMN "phone" text;--> statement-breakpoint
ALTER TABLE "call_leg" ADD CONSTRAINT "call_leg_interaction_interaction_id_fk" FOREIGN KEY ("interaction") REFERENCES "public"."interaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_leg_interaction" ON "call_leg" USING btree ("interaction");--> statement-breakpoint
CREATE INDEX "call_leg_open" ON "call_leg" USING btree ("entry_point") WHERE ended_at is null;--> statement-breakpoint
ALTER TABLE "agent" ADD CONSTRAINT "agent_phone" CHECK ("agent"."phone" ~ '^(extension:[A-Za-z0-9_.-]{1,64}|\+[0-9]{6,15})$');--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "call_leg" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);