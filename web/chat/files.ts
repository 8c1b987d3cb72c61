/** A visitor's files: picked, pasted or dropped, uploaded one after the other, each sent as a message of its own. */
import type { FileRef } from '../../channels/webchat/protocol.ts';
import type { Texts } from './texts.ts';

export interface FilesParts {
  readonly t: Texts;
  /** Of the page: in it the hub says why not. */
  readonly locale: string;
  readonly url: string;
  readonly picker: HTMLInputElement;
  /** Where files are pasted, and where they are dropped. */
  readonly text: HTMLElement;
  readonly panel: HTMLElement;
  token(): string;
  maxBytes(): number;
  sent(file: FileRef): void;
  failed(why: string): void;
}

export function takeFiles({ t, locale, url, picker, text, panel, token, maxBytes, sent, failed }: FilesParts): void {
  async function upload(files: Iterable<File>): Promise<void> {
    for (const file of files) {
      if (file.size > maxBytes()) {
        failed(`${file.name}: ${t.tooLarge}`);
        continue;
      }
      const headers = { authorization: `Bearer ${token()}`, 'accept-language': locale, 'content-type': file.type || 'application/octet-stream', 'x-file-name': encodeURIComponent(file.name) };
      const answer = await fetch(url, { method: 'POST', body: file, headers }).catch(() => null);
      const put = answer ? ((await answer.json().catch(() => null)) as (Partial<FileRef> & { message?: string }) | null) : null;
      if (put?.id) sent(put as FileRef);
      else failed(`${file.name}: ${put?.message ?? t.offline}`);
    }
  }

  text.addEventListener('paste', (event) => {
    const files = event.clipboardData?.files;
    if (files && files.length > 0) {
      event.preventDefault();
      void upload([...files]);
    }
  });
  picker.addEventListener('change', () => {
    void upload([...(picker.files ?? [])]);
    picker.value = '';
  });
  panel.addEventListener('dragover', (event) => {
    event.preventDefault();
    panel.classList.add('drop');
  });
  panel.addEventListener('dragleave', () => panel.classList.remove('drop'));
  panel.addEventListener('drop', (event) => {
    event.preventDefault();
    panel.classList.remove('drop');
    void upload([...(event.dataTransfer?.files ?? [])]);
  });
}
