import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from './words.ts';

/** Asks again in place before it does what cannot be undone. */
export function SureButton({ label, run }: { label: string; run: () => void }) {
  const [sure, setSure] = useState(false);
  useEffect(() => {
    if (!sure) return;
    const timer = setTimeout(() => setSure(false), 4_000);
    return () => clearTimeout(timer);
  }, [sure]);
  return <Button size="compact-sm" variant={sure ? 'filled' : 'subtle'} color="red" onClick={(event) => { event.stopPropagation(); if (sure) run(); else setSure(true); }}>{sure ? t('sure') : label}</Button>;
}
