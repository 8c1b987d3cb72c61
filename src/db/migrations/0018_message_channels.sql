CREATE TABLE "customer_merge" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"kept" uuid NOT NULL,
	"merged" uuid NOT NULL,
	"moved" jsonb NOT NULL,
	"agent" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "customer_merge" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "do_not_contact" (
	"tenant" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"word" text,
	"agent" uuid,
	"note" text,
	"since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "do_not_contact_tenant_kind_value_pk" PRIMARY KEY("tenant","kind","value")
);
--> statement-breakpoint
ALTER TABLE "do_not_contact" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "merge_suggestion" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"customer" uuid NOT NULL,
	"other" uuid NOT NULL,
	"evidence" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"agent" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "merge_suggestion_pair" UNIQUE("customer","other"),
	CONSTRAINT "merge_suggestion_state" CHECK ("state" in ('open', 'accepted', 'dismissed'))
);
--> statement-breakpoint
ALTER TABLE "merge_suggestion" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "early_delivery" (
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"ref" text NOT NULL,
	"state" text NOT NULL,
	"code" text,
	"explain" text,
	"address_dead" boolean DEFAULT false NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "early_delivery_entry_point_ref_state_pk" PRIMARY KEY("entry_point","ref","state")
);
--> statement-breakpoint
ALTER TABLE "early_delivery" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mail_ref" (
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"ref" text NOT NULL,
	"conversation" uuid NOT NULL,
	"entry" uuid NOT NULL,
	CONSTRAINT "mail_ref_entry_point_ref_pk" PRIMARY KEY("entry_point","ref")
);
--> statement-breakpoint
ALTER TABLE "mail_ref" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sent_ref" (
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"ref" text NOT NULL,
	"entry" uuid NOT NULL,
	"state" text,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sent_ref_entry_point_ref_pk" PRIMARY KEY("entry_point","ref"),
	CONSTRAINT "sent_ref_state" CHECK ("state" in ('delivered', 'read', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "sent_ref" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "thread_change" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"kind" text NOT NULL,
	"before" jsonb NOT NULL,
	"agent" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp (3) with time zone,
	CONSTRAINT "thread_change_kind" CHECK ("kind" in ('split', 'merge', 'move'))
);
--> statement-breakpoint
ALTER TABLE "thread_change" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "channel_memory" (
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channel_memory_entry_point_key_pk" PRIMARY KEY("entry_point","key")
);
--> statement-breakpoint
ALTER TABLE "channel_memory" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "entry" DROP CONSTRAINT "entry_delivery";--> statement-breakpoint
ALTER TABLE "outbox" DROP CONSTRAINT "outbox_state";--> statement-breakpoint
ALTER TABLE "event" DROP CONSTRAINT "event_type";--> statement-breakpoint
ALTER TABLE "address" ADD COLUMN "dead_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "address" ADD COLUMN "dead_why" text;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "subject" text;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "participants" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "related" uuid;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "merged_into" uuid;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "merged_into" uuid;--> statement-breakpoint
ALTER TABLE "entry" ADD COLUMN "mail" jsonb;--> statement-breakpoint
ALTER TABLE "entry" ADD COLUMN "raw" uuid;--> statement-breakpoint
ALTER TABLE "entry" ADD COLUMN "delivery_code" text;--> statement-breakpoint
ALTER TABLE "entry_point" ADD COLUMN "secrets" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_merge" ADD CONSTRAINT "customer_merge_kept_customer_id_fk" FOREIGN KEY ("kept") REFERENCES "public"."customer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_merge" ADD CONSTRAINT "customer_merge_merged_customer_id_fk" FOREIGN KEY ("merged") REFERENCES "public"."customer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merge_suggestion" ADD CONSTRAINT "merge_suggestion_customer_customer_id_fk" FOREIGN KEY ("customer") REFERENCES "public"."customer"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merge_suggestion" ADD CONSTRAINT "merge_suggestion_other_customer_id_fk" FOREIGN KEY ("other") REFERENCES "public"."customer"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_ref" ADD CONSTRAINT "mail_ref_conversation_conversation_id_fk" FOREIGN KEY ("conversation") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_ref" ADD CONSTRAINT "mail_ref_entry_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sent_ref" ADD CONSTRAINT "sent_ref_entry_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."entry"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_memory" ADD CONSTRAINT "channel_memory_entry_point_entry_point_id_fk" FOREIGN KEY ("entry_point") REFERENCES "public"."entry_point"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_merge_kept" ON "customer_merge" USING btree ("kept");--> statement-breakpoint
CREATE INDEX "customer_merge_merged" ON "customer_merge" USING btree ("merged");--> statement-breakpoint
CREATE INDEX "merge_suggestion_other" ON "merge_suggestion" USING btree ("other");--> statement-breakpoint
CREATE INDEX "early_delivery_at" ON "early_delivery" USING btree ("at");--> statement-breakpoint
CREATE INDEX "mail_ref_conversation" ON "mail_ref" USING btree ("conversation");--> statement-breakpoint
CREATE INDEX "sent_ref_entry" ON "sent_ref" USING btree ("entry");--> statement-breakpoint
ALTER TABLE "entry" ADD CONSTRAINT "entry_delivery" CHECK ("delivery" in ('none', 'queued', 'sent', 'delivered', 'read', 'failed', 'uncertain', 'cancelled'));--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_state" CHECK ("state" in ('due', 'sending', 'sent', 'uncertain', 'dead', 'cancelled'));--> statement-breakpoint
ALTER TABLE "event" ADD CONSTRAINT "event_type" CHECK ("type" in ('begun', 'consentGiven', 'consentWithdrawn', 'followed', 'unfollowed', 'scanned', 'menu', 'threadChanged', 'received', 'identified', 'botAssigned', 'handoffRequested', 'enqueued', 'prioritised', 'stepRelaxed', 'offerCreated', 'offerAccepted', 'offerDeclined', 'offerExpired', 'offerRescinded', 'picked', 'connected', 'messageIn', 'messageOut', 'noteAdded', 'deliveryUpdated', 'firstResponded', 'held', 'resumed', 'consultStarted', 'consultEnded', 'conferenceJoined', 'participantLeft', 'transferRequested', 'transferCompleted', 'transferFailed', 'requeued', 'nudged', 'takenBack', 'silenceWarned', 'silenceEnded', 'parked', 'snoozed', 'woken', 'customerDisconnected', 'abandoned', 'overflowed', 'queueAdded', 'queueLeft', 'callbackBooked', 'callbackMissed', 'voicemailLeft', 'wrapUpStarted', 'wrapUpExtended', 'dispositionSet', 'rated', 'targetMissed', 'closed', 'reopened', 'merged', 'unmerged', 'recordingStarted', 'recordingPaused', 'recordingStopped', 'presenceChanged', 'configChanged'));--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "customer_merge" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "do_not_contact" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "merge_suggestion" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "early_delivery" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "mail_ref" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "sent_ref" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "thread_change" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "tenant_rows" ON "channel_memory" AS PERMISSIVE FOR ALL TO public USING ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid) WITH CHECK ("tenant" = nullif(current_setting('switchroom.tenant', true), '')::uuid);