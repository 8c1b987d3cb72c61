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
ALTER TABLE "event" DROP CONSTRAINT "event_type";--> statement-breakpoint
ALTER TABLE "early_delivery" ADD COLUMN "progress" jsonb;--> statement-breakpoint
ALTER TABLE "entry" ADD COLUMN "progress" jsonb;--> statement-breakpoint
ALTER TABLE "entry" ADD COLUMN "edition" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "fax_mark" ADD CONSTRAINT "fax_mark_entry_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fax_mark" ADD CONSTRAINT "fax_mark_agent_agent_id_fk" FOREIGN KEY ("agent") REFERENCES "public"."agent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fax_mark_entry" ON "fax_mark" USING btree ("entry","at");--> statement-breakpoint
CREATE INDEX "entry_edition" ON "entry" USING btree ("conversation","seq") WHERE edition > 0;--> statement-breakpoint
ALTER TABLE "event" ADD CONSTRAINT "event_type" CHECK ("type" in ('begun', 'consentGiven', 'consentWithdrawn', 'followed', 'unfollowed', 'scanned', 'menu', 'threadChanged', 'received', 'identified', 'botAssigned', 'flowBegun', 'handoffRequested', 'enqueued', 'prioritised', 'stepRelaxed', 'offerCreated', 'offerAccepted', 'offerDeclined', 'offerExpired', 'offerRescinded', 'picked', 'connected', 'messageIn', 'messageOut', 'noteAdded', 'pageMarked', 'pageUnmarked', 'deliveryUpdated', 'firstResponded', 'held', 'resumed', 'consultStarted', 'consultEnded', 'conferenceJoined', 'attendStarted', 'attendChanged', 'attendEnded', 'participantLeft', 'transferRequested', 'transferCompleted', 'transferFailed', 'requeued', 'nudged', 'takenBack', 'silenceWarned', 'silenceEnded', 'parked', 'snoozed', 'woken', 'customerDisconnected', 'abandoned', 'overflowed', 'queueAdded', 'queueLeft', 'callbackBooked', 'callbackMissed', 'voicemailLeft', 'wrapUpStarted', 'wrapUpExtended', 'dispositionSet', 'rated', 'targetMissed', 'closed', 'reopened', 'merged', 'unmerged', 'recordingStarted', 'recordingPaused', 'recordingStopped', 'presenceChanged', 'configChanged'));--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "fax_mark" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);