import { ActionIcon, Button, Kbd, Tooltip } from '@mantine/core';
import { IconBolt, IconNote } from '@tabler/icons-react';
import { type ClipboardEvent, type DragEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { link } from '../../shared/client.ts';
import { session } from '../../shared/session.ts';
import { useStore } from '../../shared/store.ts';
import { type Again, composer as composerDoor } from '../actions/work.ts';
import { keyLabel } from '../actions/keys.ts';
import { nameOf } from '../parts.tsx';
import { CANNED, COLLEAGUES, type Entry, type Interaction } from '../state/documents.ts';
import { takeKeyboard, ui, wantKeyboard } from '../state/ui.ts';
import { locale, t } from '../words/index.ts';
import { useDraft } from './drafts.ts';
import { sendSignal } from './signals.ts';
import { type Choice, Suggestions } from './Suggestions.tsx';
import { type Completing, completingAt, fillIn, mentionedIn, replaceAt } from './suggest.ts';
import { faultOfPeople, MailFields } from './MailFields.tsx';
import { ReplyClosed, ReplyWindow, useClosed } from './ReplyClosed.tsx';
import { isFormatted, plainOf, richOf } from './richHtml.ts';
import { type RichHandle, RichText } from './RichText.tsx';
import { TextCount } from './TextCount.tsx';
import { AttachButton, UploadList } from './UploadList.tsx';
import { useMail } from './useMail.ts';
import { carriesFiles, uploadOf, useUploads } from './uploads.ts';
import { hold, mustWait, type Outgoing, send as sendNow, type Waiting } from './waiting.ts';
import { WaitingLines } from './WaitingLines.tsx';

interface Props { one: Interaction; canReply: boolean; /** The last line that is on the screen. */ lastSeq: number; /** Positions of what the customer wrote. */ heard: readonly number[]; /** The last mail either way, the customer's if there is one. */ lastMail: Entry['mail'] }
/** Notes begun and left for other work; kept in this window. */
const notes = new Map<string, string>();
interface Trouble { readonly code: string; readonly message: string }

/** Reply or note. A reply written before new messages came is held back until they were seen. */
export function Composer({ one, canReply, lastSeq, heard, lastMail }: Props) {
  const wanted = useStore(ui, (at) => at.mode);
  const focus = useStore(ui, (at) => at.focusWrite);
  const mode = canReply ? wanted : 'note';
  const lost = useStore(link, (now) => now.state === 'lost');
  const draft = useDraft(one.conversationId);
  const [note, setNoteText] = useState(() => notes.get(one.id) ?? '');
  const setNote = (value: string): void => {
    notes.set(one.id, value);
    setNoteText(value);
  };
  const text = mode === 'reply' ? draft.text : note;
  const { maxTextLength, maxAttachmentBytes, smsParts } = one.entryPoint.capabilities;
  const carries = carriesFiles(one.entryPoint.capabilities);
  const isMail = mode === 'reply' && one.entryPoint.capabilities.mail;
  const mail = useMail(one, lastMail, !one.entryPoint.capabilities.mail);
  // The hub keeps the text: formatting that belongs to another text is none.
  const html = useMemo(() => (!isMail ? '' : mail.draft.html !== null && plainOf(mail.draft.html) === text ? mail.draft.html : richOf(text)), [isMail, mail.draft.html, text]);
  const rich = useRef<RichHandle>(null);
  const closed = useClosed(one);
  const shut = mode === 'reply' ? closed : null;
  const files = useUploads(one.conversationId, maxAttachmentBytes);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [sending, setSending] = useState(false);
  const [dropping, setDropping] = useState(false);
  const [completing, setCompleting] = useState<Completing | null>(null);
  const [chosen, setChosen] = useState(0);
  /** The last line that was on the screen when this reply was begun, also when that was before a reload. */
  const [looked, setLooked] = useState(0);
  const seenSeq = draft.text === '' || !draft.seenSeq ? lastSeq : Math.max(draft.seenSeq, looked);
  /** The same id again when a send is tried again: the hub stores it once. */
  const clientId = useRef<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [{ data: canned }] = useQuery({ query: CANNED });
  const [{ data: people }] = useQuery({ query: COLLEAGUES, pause: mode !== 'note' });

  const focusText = (): void => (isMail ? rich.current : area.current)?.focus();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with each wish for the keyboard
  useEffect(() => {
    if (takeKeyboard('composer', canReply)) focusText();
  }, [focus, canReply]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 240)}px`;
  }, [text, mode]);

  const put = (value: string): void => {
    if (mode === 'reply') {
      draft.change(value, seenSeq);
      sendSignal(one.id, 'typing', value !== '');
    } else setNote(value);
    clientId.current = null;
    if (trouble?.code !== 'CONFLICT') setTrouble(null);
  };
  const onInput = (value: string, caret: number): void => {
    put(value);
    setCompleting(completingAt(value, caret, mode === 'reply' ? '/' : '@'));
    setChosen(0);
  };
  /** Whom a note may call: those who have a desk to hear of it, but oneself. */
  const colleagues = (people?.agents ?? []).filter((each) => each.enabled && each.id !== session.get().viewer?.id && each.roles.some((role) => role !== 'developer'));
  /** In the customer's language; in the agent's own while that is not known. */
  const inChinese = one.language ? one.language.startsWith('zh') : locale() === 'zh';
  const filled = (reply: string): string => fillIn(reply, { agent: session.get().viewer?.name ?? '', customer: one.customer.name ?? '' });
  const choices: readonly Choice[] = !completing ? [] : completing.sign === '/'
    ? (canned?.cannedReplies ?? []).filter((each) => `${each.shortcut} ${each.title}`.toLowerCase().includes(completing.word.toLowerCase()))
        .slice(0, 8).map((each) => ({ id: each.id, label: `/${each.shortcut}`, title: each.title, text: filled(inChinese ? each.textZh || each.textEn : each.textEn || each.textZh) }))
    : colleagues.filter((each) => each.name.toLowerCase().includes(completing.word.toLowerCase())).slice(0, 8).map((each) => ({ id: each.id, label: `@${each.name}`, title: '', text: `@${each.name} ` }));
  const take = (choice: Choice): void => {
    if (!completing) return;
    if (isMail) rich.current?.replace(completing, choice.text);
    else put(replaceAt(text, completing, choice.text));
    setCompleting(null);
    focusText();
  };

  const newer = heard.some((seq) => seq > seenSeq);
  const tooMany = mode === 'reply' ? [...text].length - maxTextLength : 0;
  const ready = carries ? files.uploads.filter((each) => each.id !== null) : [];
  const pendingFiles = carries && files.uploads.some((each) => each.id === null && each.error === null);
  const whom = isMail ? faultOfPeople(mail.draft) : null;
  const can = !sending && !pendingFiles && tooMany <= 0 && shut === null && whom === null && (text.trim() !== '' || (mode === 'reply' && ready.length > 0));
  const send = async (seen = seenSeq): Promise<void> => {
    if (!can) return;
    clientId.current ??= crypto.randomUUID();
    const mentions = mentionedIn(text, colleagues).map((each) => each.id);
    const outgoing: Outgoing = { clientId: clientId.current, interaction: one.id, mode, text: text.trim(), uploads: mode === 'reply' ? ready : [], mentions, seenSeq: seen, mail: isMail ? { subject: mail.draft.subject.trim() || null, html: isFormatted(html) ? html : null, to: [...mail.draft.to], cc: [...mail.draft.cc], bcc: [...mail.draft.bcc] } : null };
    if (mustWait(one.id)) hold(outgoing);
    else {
      setSending(true);
      const done = await sendNow(outgoing);
      setSending(false);
      if (!done.ok) return setTrouble(done.refusal);
    }
    clientId.current = null;
    setTrouble(null);
    if (mode === 'reply') {
      draft.change('', lastSeq);
      files.clear();
      if (isMail) mail.clear();
    } else setNote('');
    focusText();
  };
  /** Words that did not go: into the field again, before what stands there. */
  const writeAgain = (to: 'reply' | 'note', words: string, seen: number): void => {
    ui.set({ mode: to });
    const joined = [words, to === 'reply' ? draft.text : note].filter(Boolean).join('\n');
    if (to === 'reply') draft.change(joined, seen);
    else setNote(joined);
    wantKeyboard('composer');
  };
  const back = (line: Waiting): void => {
    writeAgain(line.mode, line.text, line.seenSeq);
    files.restore(line.uploads);
    if (line.mail) mail.change({ subject: line.mail.subject ?? '', to: line.mail.to ?? [], cc: line.mail.cc ?? [], bcc: line.mail.bcc ?? [], html: line.mail.html ?? null });
  };
  /** What was sent once: its words, files and people into the field again. */
  const again = (sent: Again): void => {
    writeAgain('reply', sent.text, seenSeq);
    files.restore(sent.files.map(uploadOf));
    if (sent.mail) mail.change(sent.mail);
  };
  const openCanned = (): void => {
    if (isMail) return rich.current?.insert(text && !/\s$/.test(text) ? ' /' : '/');
    const next = `${text}${text && !/\s$/.test(text) ? ' ' : ''}/`;
    onInput(next, next.length);
    area.current?.focus();
  };
  useEffect(() => {
    const run = (): void => void send();
    composerDoor.send = run;
    composerDoor.canned = mode === 'reply' ? openCanned : null;
    composerDoor.attach = mode === 'reply' && carries ? () => picker.current?.click() : null;
    composerDoor.again = canReply ? again : null;
    return () => {
      if (composerDoor.send === run) Object.assign(composerDoor, { send: null, canned: null, attach: null, again: null });
    };
  });
  const onKeys = (event: React.KeyboardEvent): void => {
    if (!completing || event.nativeEvent.isComposing) return;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const pick = choices[chosen];
    if (move !== 0 && choices.length > 0) setChosen((chosen + move + choices.length) % choices.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && pick && !event.ctrlKey && !event.metaKey) take(pick);
    else if (event.key === 'Escape') setCompleting(null);
    else return;
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (mode !== 'reply' || !carries || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    files.add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setDropping(false);
    if (mode === 'reply' && carries) files.add(event.dataTransfer.files);
  };
  const onBlur = (): void => {
    if (mode === 'reply' && draft.text !== '') sendSignal(one.id, 'typing', false);
  };
  // What was held back is a reply; a note has nothing to do with it.
  const conflict = mode === 'reply' && trouble?.code === 'CONFLICT';
  const missed = heard.filter((seq) => seq > seenSeq).length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping files has the attach button beside it
    <section className="composer" data-mode={mode} data-dropping={dropping || undefined} onDragOver={(event) => { event.preventDefault(); setDropping(mode === 'reply' && carries); }} onDragLeave={() => setDropping(false)} onDrop={onDrop}>
      <WaitingLines interaction={one.id} lastSeq={lastSeq} back={back} />
      <div className="composerTabs" role="tablist">
        {canReply && <button type="button" role="tab" aria-selected={mode === 'reply'} aria-keyshortcuts="Alt+L" onClick={() => { ui.set({ mode: 'reply' }); wantKeyboard('composer'); }}>{t('composer.reply')}</button>}
        <button type="button" role="tab" aria-selected={mode === 'note'} aria-keyshortcuts="Alt+P" onClick={() => { ui.set({ mode: 'note' }); wantKeyboard('composer'); }}><IconNote size={14} stroke={1.7} />{t('composer.note')}</button>
        {mode === 'reply' && one.replyUntil !== null && <ReplyWindow until={one.replyUntil} />}
        <span className="draftState" role="status">{mode === 'reply' && draft.text !== '' && draft.state !== 'idle' && t(draft.state === 'failed' ? 'composer.draftFailed' : draft.state === 'saving' ? 'composer.draftSaving' : 'composer.draftSaved')}</span>
      </div>
      {completing && <Suggestions choices={choices} chosen={chosen} take={take} nothing={t(completing.sign === '/' ? 'composer.cannedNone' : 'composer.mentionNone')} />}
      {shut !== null ? <ReplyClosed one={one} why={shut} text={text} files={ready} /> : isMail ? (
        <>
          <MailFields draft={mail.draft} change={mail.change} others={mail.others} />
          <RichText
            handle={rich} html={html} label={t('composer.reply')} placeholder={t('composer.replyTo', { name: nameOf(one) })} invalid={trouble !== null || tooMany > 0} describedBy="composerTrouble" onKeyDown={onKeys} onFiles={onPaste} onBlur={onBlur}
            onChange={(words, formatted, at) => { put(words); mail.change({ html: formatted }); setCompleting(at); setChosen(0); }}
          />
          {mail.signature && <p className="signature">{t('write.signature')} <span>{mail.signature}</span></p>}
        </>
      ) : (
        <textarea
          ref={area} rows={2} value={text} aria-label={t(mode === 'reply' ? 'composer.reply' : 'composer.note')} aria-invalid={trouble !== null || tooMany > 0} aria-describedby="composerTrouble"
          placeholder={mode === 'reply' ? t('composer.replyTo', { name: nameOf(one) }) : t('composer.noteTo')}
          onChange={(event) => onInput(event.currentTarget.value, event.currentTarget.selectionStart)} onKeyDown={onKeys} onPaste={onPaste} onBlur={onBlur}
        />
      )}
      {mode === 'reply' && carries && shut === null && <UploadList uploads={files.uploads} remove={files.remove} />}
      <div id="composerTrouble" className="composerTrouble" role="alert">
        {(conflict || (mode === 'reply' && newer && draft.text !== '')) ? (
          <p data-kind="warn">
            {missed === 1 ? t('composer.lookFirstOne') : missed > 1 ? t('composer.lookFirst', { count: missed }) : trouble?.message}
            <Button size="compact-xs" variant="subtle" onClick={() => { setLooked(lastSeq); setTrouble(null); if (conflict) void send(lastSeq); else focusText(); }}>{conflict ? t('composer.sendAnyway') : t('common.close')}</Button>
          </p>
        ) : sending && lost ? <p data-kind="warn">{t('link.lost')}</p> : trouble && trouble.code !== 'CONFLICT' ? <p>{trouble.message}</p> : tooMany > 0 ? <p>{t('composer.tooLong', { count: tooMany })}</p> : whom ? <p>{whom}</p> : null}
      </div>
      {shut === null && <div className="composerFoot">
        {mode === 'reply' && (
          <>
            {carries && <AttachButton picker={picker} add={files.add} />}
            <Tooltip label={<>{t('composer.canned')} <Kbd size="xs">/</Kbd></>}><ActionIcon variant="subtle" color="gray" size={32} aria-label={t('composer.canned')} onClick={openCanned}><IconBolt size={18} stroke={1.7} /></ActionIcon></Tooltip>
          </>
        )}
        <TextCount text={mode === 'reply' ? text : ''} most={maxTextLength} sms={smsParts} />
        <Button size="compact-md" disabled={!can} loading={sending} onClick={() => void send()} rightSection={<Kbd size="xs" className="onAccent">{keyLabel('mod+enter')}</Kbd>}>{t(mode === 'reply' ? 'composer.send' : 'composer.addNote')}</Button>
      </div>}
      {dropping && <div className="dropHere">{t('composer.drop')}</div>}
    </section>
  );
}
