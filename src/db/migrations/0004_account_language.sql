ALTER TABLE "agent" ALTER COLUMN "locale" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "agent" ALTER COLUMN "locale" DROP NOT NULL;--> statement-breakpoint
-- English was what nobody had chosen.
UPDATE "agent" SET "locale" = NULL WHERE "locale" = 'en';--> statement-breakpoint
ALTER TABLE "agent" ADD CONSTRAINT "agent_locale" CHECK ("locale" in ('en', 'zh-CN'));