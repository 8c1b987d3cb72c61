import { ActionIcon, Button, Group, Popover, TextInput, Tooltip } from '@mantine/core';
import { IconBlockquote, IconBold, IconItalic, IconLink, IconList } from '@tabler/icons-react';
import { type ClipboardEvent, type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { t } from '../words/index.ts';
import { cleanRich, isLink, plainOf } from './richHtml.ts';
import { type Completing, completingAt } from './suggest.ts';

export interface RichHandle {
  focus(): void;
  /** At the caret. */
  insert(text: string): void;
  /** In the place of what was being completed. */
  replace(at: Completing, by: string): void;
}
interface Props {
  html: string;
  label: string;
  placeholder: string;
  invalid: boolean;
  /** Where what is wrong with it is said. */
  describedBy: string;
  handle: Ref<RichHandle>;
  onChange: (text: string, html: string, completing: Completing | null) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onFiles: (event: ClipboardEvent) => void;
  onBlur: () => void;
}

// The commands are old and made for this very thing; they keep the browser's own undo.
const run = (command: string, value?: string): boolean => document.execCommand(command, false, value);
const isOn = (command: string): boolean => document.queryCommandState(command);
const around = (tag: string, within: HTMLElement | null): boolean => {
  const node = document.getSelection()?.anchorNode;
  const at = node instanceof Element ? node : node?.parentElement;
  return within !== null && at !== null && at !== undefined && within.contains(at) && at.closest(tag) !== null;
};

/** A small editor: bold, italic, links, lists, quotes, and no more, also not from what is pasted. */
export function RichText({ html, label, placeholder, invalid, describedBy, handle, onChange, onKeyDown, onFiles, onBlur }: Props) {
  const box = useRef<HTMLDivElement>(null);
  /** What was last told of this text, so that only what comes from elsewhere is put in. */
  const told = useRef<string | null>(null);
  const [marks, setMarks] = useState('');
  useLayoutEffect(() => {
    if (!box.current || told.current === html) return;
    told.current = html;
    box.current.innerHTML = cleanRich(html);
    // What was bold at the end of the last text would be so at the beginning of the next.
    if (html === '' && document.activeElement === box.current) for (const mark of ['bold', 'italic']) if (isOn(mark)) run(mark);
  }, [html]);
  const tell = (): void => {
    if (!box.current) return;
    const now = cleanRich(box.current.innerHTML);
    const text = plainOf(now);
    const selection = document.getSelection();
    const node = selection?.isCollapsed && selection.anchorNode?.nodeType === Node.TEXT_NODE ? selection.anchorNode : null;
    told.current = text === '' ? '' : now;
    onChange(text, told.current, node && selection ? completingAt(node.textContent ?? '', selection.anchorOffset, '/') : null);
  };
  const focus = (): void => {
    if (!box.current || document.activeElement === box.current) return;
    box.current.focus();
    document.getSelection()?.selectAllChildren(box.current);
    document.getSelection()?.collapseToEnd();
  };
  useImperativeHandle(handle, () => ({
    focus,
    insert(text) {
      focus();
      run('insertText', text);
    },
    replace(at, by) {
      const selection = document.getSelection();
      const node = selection?.anchorNode;
      if (!selection || node?.nodeType !== Node.TEXT_NODE) return;
      selection.setBaseAndExtent(node, at.from, node, Math.min(at.to, node.textContent?.length ?? 0));
      run('insertText', by);
    },
  }));
  useEffect(() => {
    run('defaultParagraphSeparator', 'p');
    const look = (): void => setMarks(document.activeElement === box.current ? ['bold', 'italic', 'insertUnorderedList'].filter(isOn).concat(around('blockquote', box.current) ? ['quote'] : []).join(' ') : '');
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, []);
  const command = (name: string, value?: string) => (): void => {
    box.current?.focus();
    run(name, value);
    tell();
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length > 0) return onFiles(event);
    event.preventDefault();
    const rich = event.clipboardData.getData('text/html');
    if (rich) run('insertHTML', cleanRich(rich));
    else run('insertText', event.clipboardData.getData('text/plain'));
  };
  const tool = (Icon: typeof IconBold, name: 'bold' | 'italic' | 'list' | 'quote', mark: string, act: () => void) => (
    <Tooltip label={t(`write.${name}`)}>
      <ActionIcon variant={marks.split(' ').includes(mark) ? 'light' : 'subtle'} color={marks.split(' ').includes(mark) ? 'jade' : 'gray'} size={28} aria-label={t(`write.${name}`)} aria-pressed={marks.split(' ').includes(mark)} onMouseDown={(event) => event.preventDefault()} onClick={act}><Icon size={16} stroke={1.7} /></ActionIcon>
    </Tooltip>
  );
  return (
    <>
      <div className="richTools" role="toolbar" aria-label={t('write.toolbar')}>
        {tool(IconBold, 'bold', 'bold', command('bold'))}
        {tool(IconItalic, 'italic', 'italic', command('italic'))}
        <LinkTool done={tell} back={() => box.current?.focus()} />
        {tool(IconList, 'list', 'insertUnorderedList', command('insertUnorderedList'))}
        {tool(IconBlockquote, 'quote', 'quote', () => command(around('blockquote', box.current) ? 'outdent' : 'formatBlock', 'blockquote')())}
      </div>
      <div
        ref={box} className="rich" role="textbox" tabIndex={0} aria-multiline="true" aria-label={label} aria-invalid={invalid} aria-describedby={describedBy} contentEditable suppressContentEditableWarning data-placeholder={placeholder} data-empty={html === '' || undefined}
        onInput={tell} onKeyDown={onKeyDown} onPaste={onPaste} onDrop={(event) => event.dataTransfer.files.length === 0 && event.preventDefault()} onBlur={onBlur}
      />
    </>
  );
}

/** Asks where the link goes; the words that were marked stay marked meanwhile. */
function LinkTool({ done, back }: { done: () => void; back: () => void }) {
  const [range, setRange] = useState<Range | null>(null);
  const [href, setHref] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const close = (): void => {
    setRange(null);
    setFault(null);
    setHref('');
  };
  const set = (): void => {
    const address = /^[\w-]+(\.[\w-]+)+(\/|$)/.test(href.trim()) ? `https://${href.trim()}` : href.trim();
    if (!isLink(address)) return setFault(t('write.linkBad'));
    back();
    const selection = document.getSelection();
    selection?.removeAllRanges();
    if (range) selection?.addRange(range);
    if (range?.collapsed) run('insertHTML', cleanRich(`<a href="${address.replace(/"/g, '%22')}">${address.replace(/</g, '&lt;')}</a>`));
    else run('createLink', address);
    done();
    close();
  };
  return (
    <Popover opened={range !== null} onChange={(open) => !open && close()} position="top-start" width={300} trapFocus shadow="md">
      <Popover.Target>
        <Tooltip label={t('write.link')}>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('write.link')} onMouseDown={(event) => event.preventDefault()} onClick={() => {
            back();
            const selection = document.getSelection();
            if (selection && selection.rangeCount > 0) setRange(selection.getRangeAt(0).cloneRange());
          }}><IconLink size={16} stroke={1.7} /></ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <TextInput data-autofocus label={t('write.linkTo')} placeholder="https://" value={href} error={fault} onChange={(event) => { setHref(event.currentTarget.value); setFault(null); }} onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.stopPropagation();
          set();
        }} />
        <Group justify="flex-end" mt={8}><Button size="compact-sm" onClick={set}>{t('write.linkDo')}</Button></Group>
      </Popover.Dropdown>
    </Popover>
  );
}
