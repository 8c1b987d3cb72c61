CREATE TABLE "transcript" (
	"recording" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"interaction" uuid NOT NULL,
	"state" text DEFAULT 'wanted' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"text" text,
	"segments" jsonb,
	"why" text,
	"made_at" timestamp (3) with time zone,
	CONSTRAINT "transcript_state" CHECK ("state" in ('wanted', 'made', 'failed')),
	CONSTRAINT "transcript_made" CHECK (("transcript"."state" = 'made') = ("transcript"."text" is not null))
);
--> statement-breakpoint
ALTER TABLE "transcript" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "transcript" ADD CONSTRAINT "transcript_recording_recording_id_fk" FOREIGN KEY ("recording") REFERENCES "public"."recording"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "transcript_interaction" ON "transcript" USING btree ("interaction");--> statement-breakpoint
CREATE INDEX "transcript_due" ON "transcript" USING btree ("due_at") WHERE state = 'wanted';--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "transcript" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);