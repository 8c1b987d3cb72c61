CREATE TABLE "recording" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"interaction" uuid NOT NULL,
	"state" text NOT NULL,
	"heard" text DEFAULT 'none' NOT NULL,
	"asked_by" uuid,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"duration_ms" integer,
	"paused_ms" integer,
	"blob" uuid,
	"waveform" integer[],
	"why" text,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "recording_state" CHECK ("state" in ('recording', 'paused', 'storing', 'stored', 'failed', 'refused', 'deleted')),
	CONSTRAINT "recording_heard" CHECK ("heard" in ('none', 'recording', 'paused')),
	CONSTRAINT "recording_stored" CHECK (("recording"."state" = 'stored') = ("recording"."blob" is not null))
);
--> statement-breakpoint
ALTER TABLE "recording" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "prompt" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"name" text NOT NULL,
	"text_en" text DEFAULT '' NOT NULL,
	"text_zh" text DEFAULT '' NOT NULL,
	"blob" uuid,
	"duration_ms" integer,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "prompt_name" UNIQUE("tenant","name")
);
--> statement-breakpoint
ALTER TABLE "prompt" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "event" DROP CONSTRAINT "event_type";--> statement-breakpoint
ALTER TABLE "recording" ADD CONSTRAINT "recording_interaction_interaction_id_fk" FOREIGN KEY ("interaction") REFERENCES "public"."interaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "recording_interaction" ON "recording" USING btree ("interaction");--> statement-breakpoint
CREATE UNIQUE INDEX "recording_one" ON "recording" USING btree ("interaction") WHERE state in ('recording', 'paused');--> statement-breakpoint
CREATE INDEX "recording_open" ON "recording" USING btree ("entry_point") WHERE state in ('recording', 'paused', 'storing');--> statement-breakpoint
CREATE INDEX "recording_kept" ON "recording" USING btree ("entry_point","ended_at") WHERE state = 'stored';--> statement-breakpoint
ALTER TABLE "event" ADD CONSTRAINT "event_type" CHECK ("type" in ('begun', 'consentGiven', 'consentWithdrawn', 'followed', 'unfollowed', 'scanned', 'menu', 'threadChanged', 'received', 'identified', 'botAssigned', 'flowBegun', 'handoffRequested', 'enqueued', 'prioritised', 'stepRelaxed', 'offerCreated', 'offerAccepted', 'offerDeclined', 'offerExpired', 'offerRescinded', 'picked', 'connected', 'messageIn', 'messageOut', 'noteAdded', 'deliveryUpdated', 'firstResponded', 'held', 'resumed', 'consultStarted', 'consultEnded', 'conferenceJoined', 'participantLeft', 'transferRequested', 'transferCompleted', 'transferFailed', 'requeued', 'nudged', 'takenBack', 'silenceWarned', 'silenceEnded', 'parked', 'snoozed', 'woken', 'customerDisconnected', 'abandoned', 'overflowed', 'queueAdded', 'queueLeft', 'callbackBooked', 'callbackMissed', 'voicemailLeft', 'wrapUpStarted', 'wrapUpExtended', 'dispositionSet', 'rated', 'targetMissed', 'closed', 'reopened', 'merged', 'unmerged', 'recordingStarted', 'recordingPaused', 'recordingResumed', 'recordingStopped', 'recordingStored', 'recordingFailed', 'recordingHeard', 'recordingDeleted', 'recordingRefused', 'presenceChanged', 'configChanged'));--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "recording" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "prompt" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);