CREATE TABLE "call_party" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"interaction" uuid NOT NULL,
	"role" text NOT NULL,
	"agent" uuid,
	"number" text,
	"mode" text NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"joined_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"ending" text,
	CONSTRAINT "call_party_role" CHECK ("role" in ('agent', 'outside', 'supervisor')),
	CONSTRAINT "call_party_mode" CHECK ("mode" in ('consulting', 'waiting', 'joined', 'forwarding', 'forwarded', 'listening', 'whispering', 'barged', 'took')),
	CONSTRAINT "call_party_ending" CHECK ("ending" in ('over', 'busy', 'noAnswer', 'refused', 'unreachable', 'failed', 'lost', 'noPhone', 'cancelled')),
	CONSTRAINT "call_party_ended" CHECK (("call_party"."ended_at" is null) = ("call_party"."ending" is null)),
	CONSTRAINT "call_party_who" CHECK (("call_party"."role" = 'outside') = ("call_party"."agent" is null) and ("call_party"."role" = 'outside') = ("call_party"."number" is not null))
);
--> statement-breakpoint
ALTER TABLE "call_party" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "fax_mark" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"entry" uuid NOT NULL,
	"file" uuid NOT NULL,
	"kind" text NOT NULL,
	"points" jsonb NOT NULL,
	"text" text,
	"agent" uuid NOT NULL,
	"ref" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fax_mark_ref" UNIQUE("entry","agent","ref"),
	CONSTRAINT "fax_mark_kind" CHECK ("kind" in ('highlight', 'pen', 'note'))
);
--> statement-breakpoint
ALTER TABLE "fax_mark" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
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
	"first" text DEFAULT 'agent' NOT NULL,
	"queue" uuid,
	"barred" text,
	"barred_explain" text,
	CONSTRAINT "call_out_interaction_attempt_pk" PRIMARY KEY("interaction","attempt"),
	CONSTRAINT "call_out_first" CHECK ("first" in ('agent', 'customer')),
	CONSTRAINT "call_out_purpose" CHECK ("purpose" in ('call', 'callback')),
	CONSTRAINT "call_out_barred" CHECK (("call_out"."barred" is null) = ("call_out"."barred_explain" is null))
);
--> statement-breakpoint
ALTER TABLE "call_out" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
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
ALTER TABLE "call_leg" DROP CONSTRAINT "call_leg_role";--> statement-breakpoint
ALTER TABLE "segment" DROP CONSTRAINT "segment_state";--> statement-breakpoint
ALTER TABLE "early_delivery" ADD COLUMN "progress" jsonb;--> statement-breakpoint
ALTER TABLE "entry" ADD COLUMN "progress" jsonb;--> statement-breakpoint
ALTER TABLE "entry" ADD COLUMN "edition" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "call_leg" ADD COLUMN "number" text;--> statement-breakpoint
ALTER TABLE "call_leg" ADD COLUMN "dialled_by" uuid;--> statement-breakpoint
ALTER TABLE "call_leg" ADD COLUMN "rang_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "call_leg" ADD COLUMN "sound" jsonb;--> statement-breakpoint
ALTER TABLE "call_party" ADD CONSTRAINT "call_party_interaction_interaction_id_fk" FOREIGN KEY ("interaction") REFERENCES "public"."interaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fax_mark" ADD CONSTRAINT "fax_mark_entry_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fax_mark" ADD CONSTRAINT "fax_mark_agent_agent_id_fk" FOREIGN KEY ("agent") REFERENCES "public"."agent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_out" ADD CONSTRAINT "call_out_interaction_interaction_id_fk" FOREIGN KEY ("interaction") REFERENCES "public"."interaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording" ADD CONSTRAINT "recording_interaction_interaction_id_fk" FOREIGN KEY ("interaction") REFERENCES "public"."interaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_party_interaction" ON "call_party" USING btree ("interaction","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "call_party_aside" ON "call_party" USING btree ("interaction") WHERE ended_at is null and mode in ('consulting', 'waiting', 'forwarding');--> statement-breakpoint
CREATE UNIQUE INDEX "call_party_agent" ON "call_party" USING btree ("agent") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "fax_mark_entry" ON "fax_mark" USING btree ("entry","at");--> statement-breakpoint
CREATE INDEX "call_out_entry_point" ON "call_out" USING btree ("entry_point","asked_at");--> statement-breakpoint
CREATE INDEX "call_out_customer_first" ON "call_out" USING btree ("queue","asked_at") WHERE first = 'customer';--> statement-breakpoint
CREATE INDEX "recording_interaction" ON "recording" USING btree ("interaction");--> statement-breakpoint
CREATE UNIQUE INDEX "recording_one" ON "recording" USING btree ("interaction") WHERE state in ('recording', 'paused');--> statement-breakpoint
CREATE INDEX "recording_open" ON "recording" USING btree ("entry_point") WHERE state in ('recording', 'paused', 'storing');--> statement-breakpoint
CREATE INDEX "recording_kept" ON "recording" USING btree ("entry_point","ended_at") WHERE state = 'stored';--> statement-breakpoint
CREATE INDEX "entry_edition" ON "entry" USING btree ("conversation","seq") WHERE edition > 0;--> statement-breakpoint
CREATE INDEX "call_leg_dialled" ON "call_leg" USING btree ("entry_point","started_at") WHERE number is not null;--> statement-breakpoint
ALTER TABLE "event" ADD CONSTRAINT "event_type" CHECK ("type" in ('begun', 'consentGiven', 'consentWithdrawn', 'followed', 'unfollowed', 'scanned', 'menu', 'threadChanged', 'received', 'identified', 'botAssigned', 'flowBegun', 'handoffRequested', 'enqueued', 'prioritised', 'stepRelaxed', 'offerCreated', 'offerAccepted', 'offerDeclined', 'offerExpired', 'offerRescinded', 'picked', 'connected', 'messageIn', 'messageOut', 'noteAdded', 'pageMarked', 'pageUnmarked', 'deliveryUpdated', 'firstResponded', 'held', 'resumed', 'consultStarted', 'consultEnded', 'conferenceJoined', 'attendStarted', 'attendChanged', 'attendEnded', 'participantLeft', 'transferRequested', 'transferCompleted', 'transferFailed', 'requeued', 'nudged', 'takenBack', 'silenceWarned', 'silenceEnded', 'parked', 'snoozed', 'woken', 'customerDisconnected', 'abandoned', 'overflowed', 'queueAdded', 'queueLeft', 'callbackBooked', 'callbackRung', 'callbackAnswered', 'callbackMissed', 'voicemailLeft', 'wrapUpStarted', 'wrapUpExtended', 'dispositionSet', 'rated', 'targetMissed', 'closed', 'reopened', 'merged', 'unmerged', 'recordingStarted', 'recordingPaused', 'recordingResumed', 'recordingStopped', 'recordingStored', 'recordingFailed', 'recordingHeard', 'recordingDeleted', 'recordingRefused', 'presenceChanged', 'configChanged'));--> statement-breakpoint
ALTER TABLE "call_leg" ADD CONSTRAINT "call_leg_role" CHECK ("role" in ('caller', 'agent', 'party'));--> statement-breakpoint
ALTER TABLE "segment" ADD CONSTRAINT "segment_state" CHECK ("state" in ('alerting', 'dialing', 'connected', 'held', 'consulting', 'monitoring', 'whispering', 'barged', 'wrapUp', 'ended'));--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "call_party" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "fax_mark" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "call_out" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "recording" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "prompt" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);