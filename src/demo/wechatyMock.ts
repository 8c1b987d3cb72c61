/**
 * The demo's personal WeChat account: wechaty-puppet-mock plays WeChat inside the puppet that the hub's Wechaty door loads, as it would
 * load any. The people of the demo are friends of the account and all in one group chat. Loaded by the demo alone.
 */
import { randomBytes } from 'node:crypto';
import { addressOf, GROUP, MOST_PEOPLE, nameOf } from './people.ts';

type Library = typeof import('wechaty-puppet-mock');
type Mocker = InstanceType<Library['mock']['Mocker']>;
type Contact = ReturnType<Mocker['createContact']>;
type Room = ReturnType<Mocker['createRoom']>;
type Said = ReturnType<Mocker['MessageMock']['load']>;

const SHOP = 'wxid-demo-shop';

export interface PersonalAccountOptions {
  /** What the account wrote to one of the people; `picture`: a data address. */
  onMessage(person: number, text: string, picture: string | null): void;
  /** What anybody wrote in the group; person 0 = the account. */
  onGroupMessage(person: number, text: string, picture: string | null): void;
  log(line: string): void;
}

export interface PersonalAccount {
  /** Of the entry point. The puppet's options name this account: by them its puppet is told from others. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** False: the account is not signed in just now. */
  write(person: number, text: string): boolean;
  writeToGroup(person: number, text: string): boolean;
  stop(): void;
}

interface SignedIn {
  readonly me: Contact;
  readonly room: Room;
  contactOf(person: number): Contact;
}

/** Null: Wechaty, which is optional, is not installed. */
export async function startPersonalAccount(options: PersonalAccountOptions): Promise<PersonalAccount | null> {
  const library = await import('wechaty-puppet-mock').catch(() => null);
  if (!library || !(await import('wechaty').catch(() => null))) return null;
  const { Mocker } = library.mock;
  const account = randomBytes(8).toString('hex');
  let at: { readonly mocker: Mocker; readonly here: SignedIn } | null = null;

  // The puppet makes its mocker by itself and nobody is handed it: it is met as the puppet starts it.
  const { start, stop } = Mocker.prototype;
  Mocker.prototype.start = function (this: Mocker): void {
    start.call(this);
    if ((this.puppet.options as { readonly account?: unknown }).account !== account) return;
    at = { mocker: this, here: signIn(this, options) };
    options.log('The demo’s personal WeChat account is signed in.');
  };
  Mocker.prototype.stop = function (this: Mocker): void {
    if (at?.mocker === this) at = null;
    stop.call(this);
  };

  const write = (person: number, text: string, to: (here: SignedIn) => Contact | Room): boolean => {
    if (!at?.mocker.puppet.isLoggedIn) return false;
    at.here.contactOf(person).say(text).to(to(at.here));
    return true;
  };
  return {
    settings: { door: 'wechaty', puppet: 'wechaty-puppet-mock', options: JSON.stringify({ account }), rooms: true, roomsWhen: 'always', perMinute: 120, warmUpHours: 0 },
    write: (person, text) => write(person, text, (here) => here.me),
    writeToGroup: (person, text) => write(person, text, (here) => here.room),
    stop: () => void Object.assign(Mocker.prototype, { start, stop }),
  };
}

/** The account signs in at once, as one that was signed in before does. */
function signIn(mocker: Mocker, { onMessage, onGroupMessage }: PersonalAccountOptions): SignedIn {
  const me = mocker.createContact({ id: SHOP, name: 'Cloud Mountain Tea 云山茶社' });
  const people = Array.from({ length: MOST_PEOPLE - 1 }, (_, n) => {
    const contact = mocker.createContact({ id: addressOf(n + 1).personal, name: nameOf(n + 1) });
    contact.on('message', (said: Said) => {
      if (said.talker().id === me.id && !said.room()) void pictureOf(said).then((picture) => onMessage(n + 1, said.text() ?? '', picture));
    });
    return contact;
  });
  const room = mocker.createRoom({ id: 'demo-tea-friends@chatroom', topic: GROUP, memberIdList: [me.id, ...people.map(({ id }) => id)] });
  room.on('message', (said: Said) => void pictureOf(said).then((picture) => onGroupMessage(people.findIndex(({ id }) => id === said.talker().id) + 1, said.text() ?? '', picture)));
  mocker.login(me);
  return {
    me, room,
    contactOf(person) {
      const contact = people[person - 1];
      if (!contact) throw new Error(`There is no person ${person} in the demo.`);
      return contact;
    },
  };
}

/** Of a file that is none: null. */
async function pictureOf(said: Said): Promise<string | null> {
  const file = said.text() === undefined ? await said.toFileBox().catch(() => null) : null;
  return file?.mediaType.startsWith('image/') ? file.toDataURL() : null;
}
