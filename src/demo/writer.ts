/** Simulated people who mail, text and write on WeChat, to the official account, the personal one and in the group: now and then one asks something, and thanks for the answer. */
import type { FarSides } from './farSides.ts';
import { OUR_NAME, type PhoneChannel } from './people.ts';
import { POST_TALKS } from './scripts.ts';
import { between, createTimers, oneOf } from './timers.ts';

/** Persons 60 to 79 are theirs; the lower ones are for whoever tries the demo. */
const FIRST = 60;
const PEOPLE = 20;
const ANSWER_MS = 240_000;

export function startWriter(farSides: () => FarSides | null): () => void {
  const timers = createTimers();
  let turn = 0;

  const thank = (person: number, channel: PhoneChannel, thanks: string, seen: number, until: number): void =>
    timers.after(2_000, () => {
      const far = farSides();
      const answered = far?.lines(person).some((l) => !l.mine && l.channel === channel && l.at > seen && (l.author ?? OUR_NAME) === OUR_NAME);
      if (answered) timers.after(between(3_000, 9_000), () => void far?.send(person, { channel, text: thanks, subject: null }));
      else if (Date.now() < until) thank(person, channel, thanks, seen, until);
    });

  const write = (): void => {
    const far = farSides();
    const person = FIRST + (turn % PEOPLE);
    const channels = far?.channels ?? [];
    const channel = channels[turn % channels.length] ?? 'email';
    turn += 1;
    const talk = oneOf(POST_TALKS);
    if (far && talk)
      void far.send(person, { channel, text: talk.text, subject: channel === 'email' ? talk.subject : null }).then((no) => {
        // The acknowledgement comes within some seconds; what comes after it is a person's.
        if (no === null) thank(person, channel, talk.thanks, Date.now() + 6_000, Date.now() + ANSWER_MS);
      });
    timers.after(between(15_000, 35_000), write);
  };
  timers.after(6_000, write);
  return () => timers.stop();
}
