/** A text as the values of one submit_sm for each of its parts. */
import { type Destination, TON } from './addresses.ts';
import { gsmBytes, ucs2Bytes } from './alphabets.ts';
import { alphabetOf, segment } from './segments.ts';
import type { SmppSettings } from './settings.ts';

export type SubmitValues = Readonly<Record<string, string | number | Buffer>>;

const UDHI = 0x40;
const LATIN1 = /^[\x00-\xff]*$/;
/** `data_coding` is always said: what is left out is read by each SMSC as it likes. */
const DEFAULT = 0;
const UCS2 = 8;

export function createEncoder(number: string, smpp: SmppSettings): (text: string, to: Destination) => readonly SubmitValues[] {
  const source = sourceOf(number, smpp);
  // A phone joins parts by sender and reference: no two messages in a row may have the same one.
  let reference = Math.floor(Math.random() * 0x1_0000);

  return (given, to) => {
    const text = given.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
    const isDefault = alphabetOf(text) === 'GSM7' && (smpp.defaultEncoding === 'gsm' || LATIN1.test(text));
    const bytesOf = (part: string): Buffer => (!isDefault ? ucs2Bytes(part) : smpp.defaultEncoding === 'gsm' ? gsmBytes(part) : Buffer.from(part, 'latin1'));
    const { parts } = segment(text, smpp.longMessages === 'udh16' ? 'ref16' : 'ref8', isDefault ? 'GSM7' : 'UCS2');
    const common = {
      ...source, dest_addr_ton: to.ton, dest_addr_npi: to.npi, destination_addr: to.address,
      data_coding: isDefault ? DEFAULT : UCS2, registered_delivery: smpp.receipts ? 1 : 0, esm_class: 0,
    };
    if (parts.length === 1) return [{ ...common, short_message: bytesOf(text) }];
    if (smpp.longMessages === 'payload') return [{ ...common, short_message: Buffer.alloc(0), message_payload: bytesOf(text) }];
    reference = (reference + 1) & 0xffff;
    const ref = reference;
    return parts.map((part, n) => {
      const bytes = bytesOf(part);
      if (smpp.longMessages === 'sar') return { ...common, short_message: bytes, sar_msg_ref_num: ref, sar_total_segments: parts.length, sar_segment_seqnum: n + 1 };
      const header = smpp.longMessages === 'udh16' ? [6, 0x08, 4, ref >> 8, ref & 0xff, parts.length, n + 1] : [5, 0x00, 3, ref & 0xff, parts.length, n + 1];
      return { ...common, esm_class: UDHI, short_message: Buffer.concat([Buffer.from(header), bytes]) };
    });
  };
}

/** What the settings leave unknown is seen from the number itself. */
function sourceOf(number: string, { sourceTon, sourceNpi }: SmppSettings): SubmitValues {
  const digits = number.replace(/^\+/, '');
  const isName = !/^\d+$/.test(digits);
  const ton = sourceTon !== TON.unknown ? sourceTon : isName ? TON.alphanumeric : number.startsWith('+') ? TON.international : TON.unknown;
  return { source_addr_ton: ton, source_addr_npi: sourceNpi || (ton === TON.international ? 1 : 0), source_addr: digits };
}
