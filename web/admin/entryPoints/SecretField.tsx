import { Button, Input, PasswordInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { type ClipboardEvent, type ReactNode, useState } from 'react';
import { t } from '../words.ts';

interface Props {
  readonly label: string;
  readonly help?: ReactNode;
  readonly required?: boolean;
  /** One is stored. */
  readonly stored: boolean;
  /** A text = a new one, null = take it away, undefined or '' = as it is. */
  readonly value: string | null | undefined;
  readonly error: string | null;
  readonly onChange: (value: string | null | undefined) => void;
}

/** A secret is only ever written: one that is stored shows that it is, never what it is. */
export function SecretField({ label, help, required = false, stored, value, error, onChange }: Props) {
  const [replacing, setReplacing] = useState(false);
  /** A key file has lines, which an input of one line would run together. */
  const paste = (event: ClipboardEvent<HTMLInputElement>): void => {
    const text = event.clipboardData.getData('text').trim();
    if (!text.includes('\n')) return;
    event.preventDefault();
    onChange(text);
  };
  const keep = (): void => {
    setReplacing(false);
    onChange(undefined);
  };
  if (stored && !replacing && !error) {
    return (
      <Input.Wrapper label={label} description={help} required={required} labelElement="div">
        <div className="secretRow" data-gone={value === null || undefined}>
          <span><IconLock size={15} stroke={1.7} aria-hidden="true" />{t(value === null ? 'secret.gone' : 'secret.set')}</span>
          {value === null ? <Button size="compact-sm" variant="subtle" onClick={() => onChange(undefined)}>{t('secret.undo')}</Button> : (
            <>
              <Button size="compact-sm" variant="subtle" aria-label={t('secret.replace.of', { what: label })} onClick={() => setReplacing(true)}>{t('secret.replace')}</Button>
              {!required && <Button size="compact-sm" variant="subtle" color="red" aria-label={t('secret.remove.of', { what: label })} onClick={() => onChange(null)}>{t('remove')}</Button>}
            </>
          )}
        </div>
      </Input.Wrapper>
    );
  }
  return (
    <PasswordInput
      label={label} description={help} required={required} error={error} autoComplete="new-password" spellCheck={false} autoFocus={replacing} placeholder={stored ? t('secret.keep.hint') : undefined}
      visibilityToggleButtonProps={{ 'aria-label': t('secret.show') }} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value)} onPaste={paste}
      inputContainer={(input) => (stored ? <div className="secretNew">{input}<Button size="compact-sm" variant="subtle" onClick={keep}>{t('secret.keep')}</Button></div> : input)}
    />
  );
}
