CREATE TABLE "agent" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"domain" uuid NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"password_hash" text,
	"roles" text[] NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"capacity" integer DEFAULT 100 NOT NULL,
	"caps" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"presence" text DEFAULT 'offline' NOT NULL,
	"reason" text,
	"presence_since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"next" jsonb,
	"load" integer DEFAULT 0 NOT NULL,
	"displaced" integer DEFAULT 0 NOT NULL,
	"ceiling" integer DEFAULT 100 NOT NULL,
	"idle_since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lost_at" timestamp (3) with time zone,
	"route_version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agent_email" UNIQUE("tenant","email"),
	CONSTRAINT "agent_presence" CHECK ("presence" in ('offline', 'ready', 'notReady', 'missed')),
	CONSTRAINT "agent_load" CHECK ("agent"."load" >= 0 and "agent"."displaced" >= 0 and "agent"."load" - "agent"."displaced" <= "agent"."ceiling"),
	CONSTRAINT "agent_capacity" CHECK ("agent"."capacity" between 0 and 1000)
);
--> statement-breakpoint
CREATE TABLE "agent_skill" (
	"tenant" uuid NOT NULL,
	"agent" uuid NOT NULL,
	"skill" uuid NOT NULL,
	"level" integer NOT NULL,
	CONSTRAINT "agent_skill_agent_skill_pk" PRIMARY KEY("agent","skill"),
	CONSTRAINT "agent_skill_level" CHECK ("agent_skill"."level" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "bot" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"name" text NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bot_name" UNIQUE("tenant","name")
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"connection" text PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"agent" uuid NOT NULL,
	"node" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "skill" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "skill_name" UNIQUE("tenant","name")
);
--> statement-breakpoint
CREATE TABLE "team" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "team_name" UNIQUE("tenant","name")
);
--> statement-breakpoint
CREATE TABLE "team_member" (
	"tenant" uuid NOT NULL,
	"team" uuid NOT NULL,
	"agent" uuid NOT NULL,
	CONSTRAINT "team_member_team_agent_pk" PRIMARY KEY("team","agent")
);
--> statement-breakpoint
CREATE TABLE "token" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"kind" text NOT NULL,
	"agent" uuid,
	"bot" uuid,
	"family" uuid,
	"name" text DEFAULT '' NOT NULL,
	"roles" text[] DEFAULT '{}'::text[] NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "token_kind" CHECK ("kind" in ('refresh', 'api', 'bot'))
);
--> statement-breakpoint
CREATE TABLE "address" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"verified" boolean DEFAULT false NOT NULL,
	"customer" uuid NOT NULL,
	"claimed" boolean DEFAULT false NOT NULL,
	"since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "address_value" UNIQUE("tenant","kind","value","customer"),
	CONSTRAINT "address_kind" CHECK ("kind" in ('visitor', 'external', 'phone', 'email', 'openid'))
);
--> statement-breakpoint
CREATE TABLE "conversation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"customer" uuid NOT NULL,
	"address" uuid NOT NULL,
	"thread_ref" text NOT NULL,
	"last_seq" integer DEFAULT 0 NOT NULL,
	"customer_read_seq" integer DEFAULT 0 NOT NULL,
	"agent_read_seq" integer DEFAULT 0 NOT NULL,
	"form" jsonb,
	"language" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversation_thread" UNIQUE("tenant","entry_point","thread_ref")
);
--> statement-breakpoint
CREATE TABLE "customer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"name" text,
	"level" integer DEFAULT 0 NOT NULL,
	"tags" text[] DEFAULT '{}'::text[] NOT NULL,
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"blocked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blob" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"sha256" text NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"conversation" uuid NOT NULL,
	"interaction" uuid NOT NULL,
	"seq" integer NOT NULL,
	"kind" text NOT NULL,
	"direction" text NOT NULL,
	"author_kind" text NOT NULL,
	"author_id" text,
	"author_name" text,
	"text" text,
	"files" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"mentions" uuid[] DEFAULT '{}'::uuid[] NOT NULL,
	"system_code" text,
	"data" jsonb,
	"ref" text,
	"delivery" text DEFAULT 'none' NOT NULL,
	"delivery_explain" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "entry_seq" UNIQUE("conversation","seq"),
	CONSTRAINT "entry_kind" CHECK ("kind" in ('message', 'note', 'survey', 'system')),
	CONSTRAINT "entry_direction" CHECK ("direction" in ('in', 'out', 'internal')),
	CONSTRAINT "entry_delivery" CHECK ("delivery" in ('none', 'queued', 'sent', 'delivered', 'read', 'failed', 'uncertain'))
);
--> statement-breakpoint
CREATE TABLE "fact_taken" (
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"ref" text NOT NULL,
	"entry" uuid,
	"seq" integer,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fact_taken_entry_point_ref_pk" PRIMARY KEY("entry_point","ref")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"conversation" uuid NOT NULL,
	"entry" uuid NOT NULL,
	"state" text DEFAULT 'due' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"last_code" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_state" CHECK ("state" in ('due', 'sending', 'sent', 'uncertain', 'dead'))
);
--> statement-breakpoint
CREATE TABLE "raw_inbound" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"ref" text NOT NULL,
	"media_type" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"result" text,
	CONSTRAINT "raw_inbound_ref" UNIQUE("tenant","entry_point","ref")
);
--> statement-breakpoint
CREATE TABLE "command" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "command_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"domain" uuid NOT NULL,
	"tenant" uuid NOT NULL,
	"actor" jsonb NOT NULL,
	"input" jsonb NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"tenant" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"cause" text,
	"interaction" uuid,
	"agent" uuid,
	"queue" uuid,
	"version" integer,
	"domain_no" bigint,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "event_type" CHECK ("type" in ('received', 'identified', 'botAssigned', 'handoffRequested', 'enqueued', 'prioritised', 'stepRelaxed', 'offerCreated', 'offerAccepted', 'offerDeclined', 'offerExpired', 'offerRescinded', 'picked', 'connected', 'messageIn', 'messageOut', 'noteAdded', 'deliveryUpdated', 'firstResponded', 'held', 'resumed', 'consultStarted', 'consultEnded', 'conferenceJoined', 'participantLeft', 'transferRequested', 'transferCompleted', 'transferFailed', 'requeued', 'parked', 'snoozed', 'woken', 'customerDisconnected', 'abandoned', 'overflowed', 'callbackBooked', 'voicemailLeft', 'wrapUpStarted', 'wrapUpExtended', 'dispositionSet', 'rated', 'closed', 'reopened', 'merged', 'unmerged', 'recordingStarted', 'recordingPaused', 'recordingStopped', 'presenceChanged', 'configChanged'))
);
--> statement-breakpoint
CREATE TABLE "domain" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"name" text NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"last_no" bigint DEFAULT 0 NOT NULL,
	"config_version" integer DEFAULT 0 NOT NULL,
	"lock_key" integer GENERATED ALWAYS AS IDENTITY (sequence name "domain_lock_key_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"heartbeat_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "hub" (
	"one" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"system_identifier" text NOT NULL,
	"generation" integer DEFAULT 1 NOT NULL,
	"secret_fingerprint" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "interaction" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"domain" uuid NOT NULL,
	"conversation" uuid NOT NULL,
	"customer" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"channel" text NOT NULL,
	"state" text NOT NULL,
	"owner_kind" text NOT NULL,
	"owner_id" uuid,
	"queue" uuid,
	"priority" integer DEFAULT 0 NOT NULL,
	"needs" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"weight" integer NOT NULL,
	"t0" timestamp (3) with time zone NOT NULL,
	"plan_t0" timestamp (3) with time zone NOT NULL,
	"state_since" timestamp (3) with time zone NOT NULL,
	"waited_ms" bigint DEFAULT 0 NOT NULL,
	"waiting_since" timestamp (3) with time zone,
	"prefer" uuid,
	"prefer_until" timestamp (3) with time zone,
	"last_agent" uuid,
	"excluded" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"refusals" integer DEFAULT 0 NOT NULL,
	"park_cause" text,
	"wake_at" timestamp (3) with time zone,
	"due_since" timestamp (3) with time zone,
	"wrap_up_until" timestamp (3) with time zone,
	"first_response_at" timestamp (3) with time zone,
	"outcome" text,
	"disposition" uuid,
	"route_version" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"arrived_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"reopen_of" uuid,
	"language" text,
	"subject" text,
	"form" jsonb,
	"slots" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"handover" jsonb,
	"rating" integer,
	"rating_comment" text,
	"left_message" boolean DEFAULT false NOT NULL,
	"last_customer_at" timestamp (3) with time zone,
	"last_agent_at" timestamp (3) with time zone,
	"first_seq" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "interaction_channel" CHECK ("channel" in ('voice', 'email', 'webchat', 'sms', 'fax', 'wechat')),
	CONSTRAINT "interaction_state" CHECK ("state" in ('created', 'scheduled', 'selfService', 'queued', 'offered', 'dialing', 'active', 'parked', 'wrapUp', 'closed')),
	CONSTRAINT "interaction_owner_kind" CHECK ("owner_kind" in ('none', 'bot', 'queue', 'agent')),
	CONSTRAINT "interaction_owner" CHECK ((state = 'created' and owner_kind in ('none')) or (state = 'scheduled' and owner_kind in ('none')) or (state = 'selfService' and owner_kind in ('bot')) or (state = 'queued' and owner_kind in ('queue')) or (state = 'offered' and owner_kind in ('queue')) or (state = 'dialing' and owner_kind in ('queue', 'agent')) or (state = 'active' and owner_kind in ('agent')) or (state = 'parked' and owner_kind in ('agent')) or (state = 'wrapUp' and owner_kind in ('agent')) or (state = 'closed' and owner_kind in ('none'))),
	CONSTRAINT "interaction_owner_id" CHECK (("interaction"."owner_kind" in ('agent', 'bot')) = ("interaction"."owner_id" is not null)),
	CONSTRAINT "interaction_queue" CHECK ("interaction"."state" not in ('queued', 'offered') or "interaction"."queue" is not null),
	CONSTRAINT "interaction_outcome" CHECK (("interaction"."state" <> 'closed' and ("interaction"."outcome" is null or "interaction"."state" = 'wrapUp')) or ("interaction"."state" = 'closed' and "interaction"."outcome" is not null and "interaction"."closed_at" is not null)),
	CONSTRAINT "interaction_outcome_word" CHECK ("outcome" in ('resolved', 'abandoned', 'overflowed', 'voicemailLeft', 'callbackBooked', 'transferredOut', 'noAnswer', 'busy', 'failed', 'spam', 'merged', 'expired', 'cancelled', 'botResolved')),
	CONSTRAINT "interaction_rating" CHECK ("interaction"."rating" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "offer" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"interaction" uuid NOT NULL,
	"agent" uuid NOT NULL,
	"queue" uuid NOT NULL,
	"state" text NOT NULL,
	"weight" integer NOT NULL,
	"displaces" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"reason" text,
	"because" jsonb NOT NULL,
	CONSTRAINT "offer_state" CHECK ("state" in ('live', 'accepted', 'declined', 'expired', 'rescinded')),
	CONSTRAINT "offer_ended" CHECK (("offer"."state" = 'live') = ("offer"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "segment" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"interaction" uuid NOT NULL,
	"participant_kind" text NOT NULL,
	"participant_id" text NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"reason" text,
	CONSTRAINT "segment_state" CHECK ("state" in ('alerting', 'connected', 'held', 'consulting', 'monitoring', 'whispering', 'barged', 'wrapUp', 'ended'))
);
--> statement-breakpoint
CREATE TABLE "entry_point" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"key" text NOT NULL,
	"channel" text NOT NULL,
	"name" text NOT NULL,
	"queue" uuid NOT NULL,
	"bot" uuid,
	"priority" integer DEFAULT 0 NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entry_point_key" UNIQUE("key"),
	CONSTRAINT "entry_point_channel" CHECK ("channel" in ('voice', 'email', 'webchat', 'sms', 'fax', 'wechat'))
);
--> statement-breakpoint
CREATE TABLE "entry_point_skill" (
	"tenant" uuid NOT NULL,
	"entry_point" uuid NOT NULL,
	"skill" uuid NOT NULL,
	"level" integer NOT NULL,
	CONSTRAINT "entry_point_skill_entry_point_skill_pk" PRIMARY KEY("entry_point","skill")
);
--> statement-breakpoint
CREATE TABLE "queue" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"domain" uuid NOT NULL,
	"name" text NOT NULL,
	"priority" integer DEFAULT 0 NOT NULL,
	"plan" uuid,
	"target_seconds" integer DEFAULT 60 NOT NULL,
	"hours" jsonb,
	"wrap_up_seconds" integer,
	"offer_seconds" integer,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "queue_name" UNIQUE("tenant","name"),
	CONSTRAINT "queue_target" CHECK ("queue"."target_seconds" between 1 and 604800)
);
--> statement-breakpoint
CREATE TABLE "queue_team" (
	"tenant" uuid NOT NULL,
	"queue" uuid NOT NULL,
	"team" uuid NOT NULL,
	CONSTRAINT "queue_team_queue_team_pk" PRIMARY KEY("queue","team")
);
--> statement-breakpoint
CREATE TABLE "routing_plan" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"name" text NOT NULL,
	"steps" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "routing_plan_name" UNIQUE("tenant","name")
);
--> statement-breakpoint
CREATE TABLE "tenant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"presence_reasons" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "canned_reply" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"shortcut" text NOT NULL,
	"title" text NOT NULL,
	"text_en" text NOT NULL,
	"text_zh" text NOT NULL,
	CONSTRAINT "canned_reply_shortcut" UNIQUE("tenant","shortcut")
);
--> statement-breakpoint
CREATE TABLE "disposition" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant" uuid NOT NULL,
	"code" text NOT NULL,
	"label_en" text NOT NULL,
	"label_zh" text NOT NULL,
	"outcome" text DEFAULT 'resolved' NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	CONSTRAINT "disposition_code" UNIQUE("tenant","code"),
	CONSTRAINT "disposition_outcome" CHECK ("outcome" in ('resolved', 'abandoned', 'overflowed', 'voicemailLeft', 'callbackBooked', 'transferredOut', 'noAnswer', 'busy', 'failed', 'spam', 'merged', 'expired', 'cancelled', 'botResolved'))
);
--> statement-breakpoint
CREATE TABLE "draft" (
	"tenant" uuid NOT NULL,
	"agent" uuid NOT NULL,
	"conversation" uuid NOT NULL,
	"text" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "draft_agent_conversation_pk" PRIMARY KEY("agent","conversation")
);
--> statement-breakpoint
ALTER TABLE "agent" ADD CONSTRAINT "agent_domain_domain_id_fk" FOREIGN KEY ("domain") REFERENCES "public"."domain"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_skill" ADD CONSTRAINT "agent_skill_agent_agent_id_fk" FOREIGN KEY ("agent") REFERENCES "public"."agent"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_skill" ADD CONSTRAINT "agent_skill_skill_skill_id_fk" FOREIGN KEY ("skill") REFERENCES "public"."skill"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_agent_agent_id_fk" FOREIGN KEY ("agent") REFERENCES "public"."agent"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_team_team_id_fk" FOREIGN KEY ("team") REFERENCES "public"."team"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_agent_agent_id_fk" FOREIGN KEY ("agent") REFERENCES "public"."agent"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token" ADD CONSTRAINT "token_agent_agent_id_fk" FOREIGN KEY ("agent") REFERENCES "public"."agent"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token" ADD CONSTRAINT "token_bot_bot_id_fk" FOREIGN KEY ("bot") REFERENCES "public"."bot"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "address" ADD CONSTRAINT "address_customer_customer_id_fk" FOREIGN KEY ("customer") REFERENCES "public"."customer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_entry_point_entry_point_id_fk" FOREIGN KEY ("entry_point") REFERENCES "public"."entry_point"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_customer_customer_id_fk" FOREIGN KEY ("customer") REFERENCES "public"."customer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_address_address_id_fk" FOREIGN KEY ("address") REFERENCES "public"."address"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry" ADD CONSTRAINT "entry_conversation_conversation_id_fk" FOREIGN KEY ("conversation") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry" ADD CONSTRAINT "entry_interaction_interaction_id_fk" FOREIGN KEY ("interaction") REFERENCES "public"."interaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_conversation_conversation_id_fk" FOREIGN KEY ("conversation") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_entry_entry_id_fk" FOREIGN KEY ("entry") REFERENCES "public"."entry"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "command" ADD CONSTRAINT "command_domain_domain_id_fk" FOREIGN KEY ("domain") REFERENCES "public"."domain"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_domain_domain_id_fk" FOREIGN KEY ("domain") REFERENCES "public"."domain"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_conversation_conversation_id_fk" FOREIGN KEY ("conversation") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_customer_customer_id_fk" FOREIGN KEY ("customer") REFERENCES "public"."customer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_entry_point_entry_point_id_fk" FOREIGN KEY ("entry_point") REFERENCES "public"."entry_point"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_queue_queue_id_fk" FOREIGN KEY ("queue") REFERENCES "public"."queue"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_last_agent_agent_id_fk" FOREIGN KEY ("last_agent") REFERENCES "public"."agent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_disposition_disposition_id_fk" FOREIGN KEY ("disposition") REFERENCES "public"."disposition"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer" ADD CONSTRAINT "offer_interaction_interaction_id_fk" FOREIGN KEY ("interaction") REFERENCES "public"."interaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer" ADD CONSTRAINT "offer_agent_agent_id_fk" FOREIGN KEY ("agent") REFERENCES "public"."agent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment" ADD CONSTRAINT "segment_interaction_interaction_id_fk" FOREIGN KEY ("interaction") REFERENCES "public"."interaction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_point" ADD CONSTRAINT "entry_point_queue_queue_id_fk" FOREIGN KEY ("queue") REFERENCES "public"."queue"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_point" ADD CONSTRAINT "entry_point_bot_bot_id_fk" FOREIGN KEY ("bot") REFERENCES "public"."bot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_point_skill" ADD CONSTRAINT "entry_point_skill_entry_point_entry_point_id_fk" FOREIGN KEY ("entry_point") REFERENCES "public"."entry_point"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_point_skill" ADD CONSTRAINT "entry_point_skill_skill_skill_id_fk" FOREIGN KEY ("skill") REFERENCES "public"."skill"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_domain_domain_id_fk" FOREIGN KEY ("domain") REFERENCES "public"."domain"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_plan_routing_plan_id_fk" FOREIGN KEY ("plan") REFERENCES "public"."routing_plan"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_team" ADD CONSTRAINT "queue_team_queue_queue_id_fk" FOREIGN KEY ("queue") REFERENCES "public"."queue"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_team" ADD CONSTRAINT "queue_team_team_team_id_fk" FOREIGN KEY ("team") REFERENCES "public"."team"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "draft" ADD CONSTRAINT "draft_agent_agent_id_fk" FOREIGN KEY ("agent") REFERENCES "public"."agent"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lease_agent" ON "lease" USING btree ("agent");--> statement-breakpoint
CREATE UNIQUE INDEX "token_hash" ON "token" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "token_family" ON "token" USING btree ("family");--> statement-breakpoint
CREATE UNIQUE INDEX "address_holder" ON "address" USING btree ("tenant","kind","value") WHERE not claimed;--> statement-breakpoint
CREATE INDEX "address_customer" ON "address" USING btree ("customer");--> statement-breakpoint
CREATE INDEX "conversation_customer" ON "conversation" USING btree ("customer");--> statement-breakpoint
CREATE INDEX "customer_tenant" ON "customer" USING btree ("tenant","created_at");--> statement-breakpoint
CREATE INDEX "blob_sha" ON "blob" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "entry_ref" ON "entry" USING btree ("conversation","direction","ref") WHERE ref is not null;--> statement-breakpoint
CREATE INDEX "entry_interaction" ON "entry" USING btree ("interaction","seq");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("next_at") WHERE state in ('due', 'sending');--> statement-breakpoint
CREATE INDEX "outbox_conversation" ON "outbox" USING btree ("conversation","created_at") WHERE state in ('due', 'sending');--> statement-breakpoint
CREATE INDEX "raw_inbound_unread" ON "raw_inbound" USING btree ("entry_point") WHERE result is null;--> statement-breakpoint
CREATE INDEX "command_domain" ON "command" USING btree ("domain","id");--> statement-breakpoint
CREATE INDEX "event_cursor" ON "event" USING btree ("tenant","xid","id");--> statement-breakpoint
CREATE INDEX "event_interaction" ON "event" USING btree ("interaction","version");--> statement-breakpoint
CREATE INDEX "event_at" ON "event" USING btree ("tenant","at");--> statement-breakpoint
CREATE UNIQUE INDEX "interaction_open" ON "interaction" USING btree ("conversation") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "interaction_live" ON "interaction" USING btree ("domain") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "interaction_customer" ON "interaction" USING btree ("customer","arrived_at");--> statement-breakpoint
CREATE INDEX "interaction_arrived" ON "interaction" USING btree ("tenant","arrived_at","id");--> statement-breakpoint
CREATE INDEX "interaction_conversation" ON "interaction" USING btree ("conversation","arrived_at");--> statement-breakpoint
CREATE INDEX "interaction_closed" ON "interaction" USING btree ("tenant","closed_at") WHERE state = 'closed';--> statement-breakpoint
CREATE UNIQUE INDEX "offer_live" ON "offer" USING btree ("interaction") WHERE state = 'live';--> statement-breakpoint
CREATE INDEX "offer_interaction" ON "offer" USING btree ("interaction","created_at");--> statement-breakpoint
CREATE INDEX "offer_agent" ON "offer" USING btree ("agent","created_at");--> statement-breakpoint
CREATE INDEX "segment_interaction" ON "segment" USING btree ("interaction","started_at");--> statement-breakpoint
CREATE INDEX "segment_open" ON "segment" USING btree ("tenant") WHERE ended_at is null;