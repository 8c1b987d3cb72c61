/**
 * What a visitor's page says, turned into facts. Each tab's frames are handled in the order they came; one is answered
 * with `stored` only when the hub has committed it. When the hub cannot, the page is told UNAVAILABLE and keeps it.
 */
import type { Fact, FileInfo, Hub, Taken } from '../../src/core/channel.ts';
import { isUuid } from '../../src/core/ids.ts';
import { isNumber } from '../../src/core/phone.ts';
import { DAY, SECOND } from '../../src/core/time.ts';
import { ownEntry, refOf } from './entries.ts';
import { contactOf, type FormFault, owedBy, readForm } from './form.ts';
import { type Frame, type FrameOf, idOf, readFrame } from './frames.ts';
import { pageOf } from './page.ts';
import type { Settings } from './settings.ts';
import type { Tab, Tabs } from './tabs.ts';
import type { Visitor } from './visitors.ts';
import { type Said, saidByHub } from './words.ts';

/** Characters. */
export const MOST_TEXT = 10_000;
/** In a row; then the socket is closed. */
const MOST_BAD = 50;
/** Frames of one tab waiting for their turn; a page that sends faster is refused. */
const MOST_WAITING = 100;
/** After the last line there can be. */
const END = 2_147_483_647;
const TOO_FAST: Said = { en: 'You write very fast; wait a moment and send again.', zh: '您发送得太快，请稍候再发。' };
const NO_HELLO: Said = { en: 'Say hello first.', zh: '连接尚未就绪，请稍候。' };
/** Signs of typing go to the hub at most this often. */
const TYPING_MS = SECOND;

export interface ConversationParts {
  readonly hub: Hub;
  readonly settings: Settings;
  readonly tabs: Tabs;
  hello(tab: Tab, frame: FrameOf<'hello'>): Promise<void>;
  /** False once the entry point closes: no fact after it. */
  isOpen(): boolean;
}

export interface Conversation {
  /** Hears one raw frame of a tab. Never throws. */
  hear(tab: Tab, raw: string): void;
  /** The visitor of another thread is proved to be this one; true when what was said there goes on here. */
  identify(visitor: Visitor, was: string): Promise<boolean>;
  /** Tells the hub where the tab's visitor is. */
  reportPage(tab: Tab, visitor: Visitor): Promise<void>;
  /** Resolves when every frame heard so far has had its turn; never rejects. */
  settled(): Promise<void>;
}

export function createConversation({ hub, settings, tabs, hello, isOpen }: ConversationParts): Conversation {
  const { refuse, reply } = tabs;
  const turns = new Set<Promise<void>>();

  async function report(fact: Fact): Promise<Taken> {
    if (!isOpen()) throw new Error('The entry point is closing.');
    return hub.report(fact);
  }

  async function isSpent(tab: Tab, key: string, id?: string): Promise<boolean> {
    if (await hub.allow(key, 'message')) return false;
    refuse(tab, 'TOO_MANY', TOO_FAST, id);
    return true;
  }

  function answer(tab: Tab, id: string | undefined, taken: Taken): void {
    if (!taken.ok) refuse(tab, taken.code, saidByHub(taken), id);
    else if (id !== undefined) reply(tab, { type: 'stored', id, seq: taken.seq ?? 0, at: new Date(taken.at).toISOString() });
  }

  /** Reports a visitor's message, answers the tab that sent it and shows it in the visitor's other tabs. */
  async function store(tab: Tab, visitor: Visitor, line: { readonly id: string; readonly text: string; readonly files: readonly FileInfo[] }, more: Partial<Extract<Fact, { kind: 'message' }>>): Promise<void> {
    const taken = await report({
      kind: 'message', ref: refOf(visitor.thread, line.id), thread: visitor.thread, at: hub.now(), from: visitor.peer,
      text: line.text, files: line.files, language: tab.locale, ...(tab.page ? { page: tab.page } : {}), ...(tab.wish === null ? {} : { wish: tab.wish }), ...more,
    });
    answer(tab, line.id, taken);
    // A resend too: the first try may have been stored although its answer was lost. Pages know a line by its seq.
    if (taken.ok) tabs.push(visitor.thread, { type: 'entry', entry: await ownEntry(hub, visitor, line, taken) }, tab);
  }

  async function message(tab: Tab, visitor: Visitor, { id, text, files }: FrameOf<'message'>): Promise<void> {
    const ids = files ?? [];
    if (text.trim() === '' && ids.length === 0) return refuse(tab, 'BAD_INPUT', { en: 'The message is empty; write something or attach a file.', zh: '消息为空，请输入文字或添加附件。' }, id);
    if ([...text].length > MOST_TEXT) return refuse(tab, 'TOO_LARGE', { en: `A message may have at most ${MOST_TEXT} characters; send it in parts.`, zh: `一条消息最多 ${MOST_TEXT} 个字符，请分几次发送。` }, id);
    if (await isSpent(tab, visitor.thread, id)) return;
    const owed = await owes(tab, visitor);
    if (owed) return refuse(tab, 'FORM_REQUIRED', owed.said, id, owed.field);
    const found = await Promise.all(ids.map((file) => (isUuid(file) ? hub.blobs.find(file, visitor.thread) : null)));
    const known = found.filter((f) => f !== null);
    if (known.length !== ids.length) return refuse(tab, 'NOT_FOUND', { en: 'A file of this message is not one that you have sent here; attach it again.', zh: '消息中的文件不是您在此上传的，请重新添加。' }, id);
    await store(tab, visitor, { id, text, files: known }, {});
  }

  /** What the visitor must say before the first message. Once it is said, or a conversation is there, nobody asks again. */
  async function owes(tab: Tab, visitor: Visitor): Promise<FormFault | null> {
    if (tab.formDone || !settings.form.some((f) => f.required)) return null;
    const { standing, form: given } = await hub.history(visitor.thread, END);
    const owed = standing.state === 'none' ? owedBy(settings.form, given) : null;
    tab.formDone = owed === null;
    return owed;
  }

  async function leaveMessage(tab: Tab, visitor: Visitor, frame: FrameOf<'leaveMessage'>): Promise<void> {
    const also = contactOf(frame.contact);
    if (!also) return refuse(tab, 'BAD_INPUT', { en: 'Leave an e-mail address or a phone number by which we can answer.', zh: '请留下邮箱或电话，以便我们回复。' }, frame.id);
    if (frame.text.trim() === '') return refuse(tab, 'BAD_INPUT', { en: 'The message is empty; write what it is about.', zh: '留言为空，请写下您的问题。' }, frame.id);
    if (await isSpent(tab, visitor.thread, frame.id)) return;
    const owed = await owes(tab, visitor);
    if (owed) return refuse(tab, 'FORM_REQUIRED', owed.said, frame.id, owed.field);
    const { form: given } = await hub.history(visitor.thread, END);
    const name = frame.name.trim();
    const from = { ...visitor.peer, ...(name ? { name } : {}), also: [also] };
    await store(tab, visitor, { id: frame.id, text: frame.text, files: [] }, { from, leftMessage: true, form: { ...given, ...(name ? { name } : {}), contact: also.value } });
  }

  /** What facts that are no message have in common; without an id of the page's own each is new. */
  const word = (visitor: Visitor, what: string, id: string | undefined) => ({ ref: refOf(visitor.thread, `${what}:${id ?? crypto.randomUUID()}`), thread: visitor.thread, at: hub.now() });

  async function form(tab: Tab, visitor: Visitor, frame: FrameOf<'form'>): Promise<void> {
    const id = idOf(frame);
    const read = readForm(settings.form, frame.values);
    if ('said' in read) return refuse(tab, 'BAD_INPUT', read.said, id, read.field);
    if (await isSpent(tab, visitor.thread, id)) return;
    const name = read.values.name ?? visitor.peer.name;
    const from = { ...visitor.peer, ...(name ? { name } : {}), also: read.also };
    const taken = await report({ ...word(visitor, 'form', id), kind: 'formSubmitted', from, values: read.values });
    // Another frame cannot have changed the visitor meanwhile: frames have turns.
    if (taken.ok && tab.visitor === visitor) tab.visitor = { thread: visitor.thread, peer: from };
    if (taken.ok) tab.formDone = true;
    answer(tab, id, taken);
  }

  /** The page acknowledges lines: all up to `seq`. Told once; what is behind is old news. */
  async function mark(tab: Tab, visitor: Visitor, frame: FrameOf<'read' | 'delivered'>): Promise<void> {
    const field = frame.type === 'read' ? 'readSeq' : 'deliveredSeq';
    // What was read has arrived.
    if (frame.seq <= tab[field] || frame.seq <= tab.readSeq) return;
    if (await isSpent(tab, `${visitor.thread} marks`)) return;
    const taken = await report({ ref: refOf(visitor.thread, `${frame.type}:${frame.seq}`), thread: visitor.thread, at: hub.now(), kind: frame.type, seq: frame.seq });
    if (taken.ok) tab[field] = frame.seq;
    answer(tab, undefined, taken);
  }

  async function move(tab: Tab, visitor: Visitor, frame: FrameOf<'page'>): Promise<void> {
    const page = pageOf(frame);
    if (!page) return refuse(tab, 'BAD_INPUT', { en: 'A page has an http or https address.', zh: '页面地址须以 http 或 https 开头。' });
    tab.page = page;
    await reportPage(tab, visitor);
  }

  /** Tells where the visitor is; who looks around very fast is followed less closely. */
  async function reportPage(tab: Tab, visitor: Visitor): Promise<void> {
    if (!tab.page || !(await hub.allow(`${visitor.thread} pages`, 'message'))) return;
    await report({ ...word(visitor, 'page', undefined), kind: 'page', page: tab.page });
  }

  const MOST_AHEAD_MS = 30 * DAY;
  async function callback(tab: Tab, visitor: Visitor, { id, phone, notBefore }: FrameOf<'callback'>): Promise<void> {
    if (!isNumber(phone)) return refuse(tab, 'BAD_INPUT', { en: 'That is not a phone number; write it with its area code.', zh: '电话号码有误，请填写完整号码（含区号）。' }, id, 'phone');
    const at = notBefore ? Date.parse(notBefore) : null;
    if (at !== null && at > hub.now() + MOST_AHEAD_MS) return refuse(tab, 'BAD_INPUT', { en: 'Choose a time within 30 days.', zh: '请选择 30 天以内的时间。' }, id, 'notBefore');
    if (await isSpent(tab, visitor.thread, id)) return;
    const taken = await report({ ...word(visitor, 'callback', id), kind: 'callbackRequested', to: phone.trim(), notBefore: at });
    if (taken.ok) return answer(tab, id, taken);
    refuse(tab, taken.code, { en: taken.message, zh: taken.code === 'CONFLICT' ? '现在无法预约回电，请稍候再试。' : '此处不提供回电，请继续等候或留言。' }, id);
  }

  async function take(tab: Tab, frame: Exclude<Frame, FrameOf<'typing'>>): Promise<void> {
    if (frame.type === 'hello') return hello(tab, frame);
    const { visitor } = tab;
    const id = idOf(frame);
    if (!visitor) return refuse(tab, 'NOT_SIGNED_IN', NO_HELLO, id);
    switch (frame.type) {
      case 'message':
        return message(tab, visitor, frame);
      case 'leaveMessage':
        return leaveMessage(tab, visitor, frame);
      case 'form':
        return form(tab, visitor, frame);
      case 'page':
        return move(tab, visitor, frame);
      case 'read':
      case 'delivered':
        return mark(tab, visitor, frame);
      case 'callback':
        return callback(tab, visitor, frame);
      case 'end':
        if (await isSpent(tab, visitor.thread, id)) return;
        return answer(tab, id, await report({ ...word(visitor, 'end', id), kind: 'ended' }));
      case 'rate':
        if (await isSpent(tab, visitor.thread, id)) return;
        return answer(tab, id, await report({ ...word(visitor, 'rate', id), kind: 'rated', score: frame.score, comment: frame.comment ?? '' }));
    }
  }

  /** Lossy, so it waits for no turn: at most one start and one stop in a second. */
  function typing(tab: Tab, on: boolean): void {
    if (!tab.visitor) return refuse(tab, 'NOT_SIGNED_IN', NO_HELLO);
    if (on ? hub.now() - tab.typingAt < TYPING_MS : !tab.typing) return;
    tab.typing = on;
    if (on) tab.typingAt = hub.now();
    hub.hint(tab.visitor.thread, { kind: 'typing', on });
  }

  async function turnOf(tab: Tab, before: Promise<void> | null, frame: Exclude<Frame, FrameOf<'typing'>>): Promise<void> {
    await before;
    try {
      await take(tab, frame);
    } catch (error) {
      if (isOpen()) hub.log('warn', 'A frame could not be stored; its sender keeps it.', { err: error });
      refuse(tab, 'UNAVAILABLE', { en: 'We could not store this just now; it is sent again by itself.', zh: '暂时无法保存，稍后会自动重发。' }, idOf(frame));
    }
    tab.waiting -= 1;
    if (tab.waiting === 0) tab.turn = null;
  }

  function hear(tab: Tab, raw: string): void {
    if (tab.gone) return;
    const frame = readFrame(raw);
    if (frame.type === 'bad') {
      tab.bad += 1;
      refuse(tab, 'BAD_INPUT', { en: frame.message, zh: '页面发来的内容无法读取。' }, frame.id);
      if (tab.bad >= MOST_BAD) tabs.drop(tab, 1008, 'Too many frames that cannot be read');
      return;
    }
    tab.bad = 0;
    if (frame.type === 'typing') return typing(tab, frame.on);
    if (tab.waiting >= MOST_WAITING) return refuse(tab, 'TOO_MANY', TOO_FAST, idOf(frame));
    tab.waiting += 1;
    const turn = turnOf(tab, tab.turn, frame);
    tab.turn = turn;
    turns.add(turn);
    void turn.then(() => turns.delete(turn));
  }

  return {
    hear,
    async identify(visitor, was) {
      const taken = await report({ ...word(visitor, 'identified', undefined), kind: 'identified', was, from: visitor.peer });
      if (taken.ok) tabs.dissolve(was);
      return taken.ok;
    },
    reportPage,
    async settled() {
      await Promise.all(turns);
    },
  };
}
