/** An Asterisk as an administrator names it: where it is and who we are there; what every entry point on one has among its settings. */
import { z } from 'zod';

export const word = (what: string) => z.string(`Enter ${what}.`).regex(/^[A-Za-z0-9_.-]{1,64}$/, `Enter ${what}: letters, digits, dot, dash and underscore.`);

export const account = {
  url: z
    .string('Enter the address of Asterisk’s HTTP server.')
    .refine((u) => URL.canParse(u) && /^https?:$/.test(new URL(u).protocol) && new URL(u).username === '', 'Enter the address of Asterisk’s HTTP server, like http://127.0.0.1:8088, without a user name in it.')
    .transform((u) => u.replace(/\/+$/, '')),
  user: word('the user name of ari.conf'),
  password: z.string('Enter the password of ari.conf.').min(1, 'Enter the password of ari.conf.').max(200, 'The password has at most 200 characters.'),
  trunk: z.union([z.literal(''), word('the trunk’s endpoint')]).default(''),
  country: z.string().regex(/^[A-Z]{2}$/, 'A country has two capital letters, like CN.').default('CN'),
};
