CREATE TABLE "flow" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"name" text NOT NULL,
	"draft" jsonb NOT NULL,
	"draft_no" integer DEFAULT 1 NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "flow_name" UNIQUE("tenant","name")
);
--> statement-breakpoint
ALTER TABLE "flow" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "flow_run" (
	"interaction" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"flow" uuid NOT NULL,
	"version" integer NOT NULL,
	"position" jsonb NOT NULL,
	"taken_seq" integer NOT NULL,
	"due_at" timestamp (3) with time zone,
	"state" text DEFAULT 'waiting' NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "flow_run_state" CHECK ("state" in ('waiting', 'ending', 'ended'))
);
--> statement-breakpoint
ALTER TABLE "flow_run" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "flow_version" (
	"tenant" uuid NOT NULL,
	"flow" uuid NOT NULL,
	"no" integer NOT NULL,
	"body" jsonb NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"published_by" uuid,
	CONSTRAINT "flow_version_flow_no_pk" PRIMARY KEY("flow","no")
);
--> statement-breakpoint
ALTER TABLE "flow_version" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "event" DROP CONSTRAINT "event_type";--> statement-breakpoint
ALTER TABLE "interaction" DROP CONSTRAINT "interaction_owner_kind";--> statement-breakpoint
ALTER TABLE "interaction" DROP CONSTRAINT "interaction_owner";--> statement-breakpoint
ALTER TABLE "interaction" DROP CONSTRAINT "interaction_owner_id";--> statement-breakpoint
ALTER TABLE "entry_point" ADD COLUMN "flow" uuid;--> statement-breakpoint
ALTER TABLE "flow_version" ADD CONSTRAINT "flow_version_flow_flow_id_fk" FOREIGN KEY ("flow") REFERENCES "public"."flow"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "flow_run_live" ON "flow_run" USING btree ("changed_at") WHERE state <> 'ended';--> statement-breakpoint
CREATE INDEX "flow_run_flow" ON "flow_run" USING btree ("flow") WHERE state <> 'ended';--> statement-breakpoint
ALTER TABLE "entry_point" ADD CONSTRAINT "entry_point_flow_flow_id_fk" FOREIGN KEY ("flow") REFERENCES "public"."flow"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event" ADD CONSTRAINT "event_type" CHECK ("type" in ('begun', 'consentGiven', 'consentWithdrawn', 'followed', 'unfollowed', 'scanned', 'menu', 'threadChanged', 'received', 'identified', 'botAssigned', 'flowBegun', 'handoffRequested', 'enqueued', 'prioritised', 'stepRelaxed', 'offerCreated', 'offerAccepted', 'offerDeclined', 'offerExpired', 'offerRescinded', 'picked', 'connected', 'messageIn', 'messageOut', 'noteAdded', 'deliveryUpdated', 'firstResponded', 'held', 'resumed', 'consultStarted', 'consultEnded', 'conferenceJoined', 'participantLeft', 'transferRequested', 'transferCompleted', 'transferFailed', 'requeued', 'nudged', 'takenBack', 'silenceWarned', 'silenceEnded', 'parked', 'snoozed', 'woken', 'customerDisconnected', 'abandoned', 'overflowed', 'queueAdded', 'queueLeft', 'callbackBooked', 'callbackMissed', 'voicemailLeft', 'wrapUpStarted', 'wrapUpExtended', 'dispositionSet', 'rated', 'targetMissed', 'closed', 'reopened', 'merged', 'unmerged', 'recordingStarted', 'recordingPaused', 'recordingStopped', 'presenceChanged', 'configChanged'));--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_owner_kind" CHECK ("owner_kind" in ('none', 'bot', 'flow', 'queue', 'agent'));--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_owner" CHECK ((state = 'created' and owner_kind in ('none')) or (state = 'scheduled' and owner_kind in ('none')) or (state = 'selfService' and owner_kind in ('bot', 'flow')) or (state = 'queued' and owner_kind in ('queue')) or (state = 'offered' and owner_kind in ('queue')) or (state = 'dialing' and owner_kind in ('queue', 'agent')) or (state = 'active' and owner_kind in ('agent')) or (state = 'parked' and owner_kind in ('agent')) or (state = 'wrapUp' and owner_kind in ('agent')) or (state = 'closed' and owner_kind in ('none')));--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_owner_id" CHECK (("interaction"."owner_kind" in ('agent', 'bot', 'flow')) = ("interaction"."owner_id" is not null));--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "flow" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "flow_run" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "flow_version" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);