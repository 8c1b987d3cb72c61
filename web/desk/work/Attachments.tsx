import { IconExternalLink, IconFile, IconMapPin } from '@tabler/icons-react';
import { fileSize } from '../../shared/fileSize.ts';
import type { Entry } from '../state/documents.ts';
import { AmrVoice } from './AmrVoice.tsx';
import { t } from '../words/index.ts';
import { FaxPages, faxOf } from './FaxPages.tsx';

/** Sound that browsers play; AMR is decoded here, what else they cannot is taken away and opened elsewhere. */
const PLAYED = /^audio\/(?:wav|vnd\.wave|mpeg|ogg|mp4)$/;

/** Files of a message: pictures are seen, voice is heard, others are taken away. */
export function Attachments({ entry, files }: { entry: Entry; files: Entry['attachments'] }) {
  const fax = faxOf(files);
  if (fax) return <FaxPages fax={fax} entry={entry} />;
  return (
    <div className="files">
      {files.map((file) => file.isImage ? (
        <a key={file.id} className="picture" href={file.url} target="_blank" rel="noopener noreferrer"><img src={file.url} alt={file.name} loading="lazy" /></a>
      ) : PLAYED.test(file.mediaType) ? (
        // biome-ignore lint/a11y/useMediaCaption: what a customer says comes without captions
        <audio key={file.id} className="voice" src={file.url} controls preload="metadata" aria-label={t('audio.play', { name: file.name })} />
      ) : file.mediaType === 'video/mp4' ? (
        // biome-ignore lint/a11y/useMediaCaption: what a customer shows comes without captions
        <video key={file.id} className="film" src={file.url} controls preload="metadata" aria-label={t('audio.play', { name: file.name })} />
      ) : file.mediaType === 'audio/amr' ? (
        <AmrVoice key={file.id} url={file.url} name={file.name} otherwise={<TakeAway file={file} />} />
      ) : (
        <TakeAway key={file.id} file={file} />
      ))}
    </div>
  );
}

function TakeAway({ file }: { file: Entry['attachments'][number] }) {
  return (
    <a className="file" href={file.url} download={file.name} target="_blank" rel="noopener noreferrer">
      <IconFile size={20} stroke={1.5} /><span><b>{file.name}</b><small>{fileSize(file.size)}</small></span>
    </a>
  );
}

interface Place { readonly latitude: number; readonly longitude: number; readonly label: string }
export function placeOf(data: unknown): Place | null {
  const place = (data as { location?: Partial<Place> } | null)?.location;
  return typeof place?.latitude === 'number' && typeof place.longitude === 'number' ? { latitude: place.latitude, longitude: place.longitude, label: typeof place.label === 'string' ? place.label : '' } : null;
}

/** Where they are, in words and figures; a map is loaded nowhere unless somebody goes to one. */
export function PlaceCard({ place }: { place: Place }) {
  const at = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  return (
    <div className="place">
      <IconMapPin size={20} stroke={1.5} aria-hidden="true" />
      <span><b>{place.label || t('place.title')}</b><small className="tnum">{at}</small></span>
      <a href={`https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=17/${place.latitude}/${place.longitude}`} target="_blank" rel="noopener noreferrer">{t('place.open')}<IconExternalLink size={13} stroke={1.7} aria-hidden="true" /></a>
    </div>
  );
}
