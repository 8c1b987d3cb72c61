import { Button, CopyButton, Modal } from '@mantine/core';
import { t } from './words.ts';

export function Secret({ name, secret, close }: { name: string; secret: string; close: () => void }) {
  return (
    <Modal opened onClose={close} title={t('secret.title')} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
      <p className="lead">{t('secret.lead', { name })}</p>
      <code className="secret">{secret}</code>
      <div className="editorFoot">
        <CopyButton value={secret}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{t(copied ? 'copied' : 'copy')}</Button>}</CopyButton>
        <Button data-autofocus onClick={close}>{t('close')}</Button>
      </div>
    </Modal>
  );
}
