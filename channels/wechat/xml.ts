/** Callback XML as plain text fields. Entities, document types and depth are refused before a parser sees the text. */
import { XMLParser } from 'fast-xml-parser';

/** Fields of one element: text, or further fields. Of elements that come twice the first counts. */
export interface XmlFields {
  readonly [name: string]: string | XmlFields;
}

export type XmlRead = { readonly fields: XmlFields } | XmlFault;

/** What is wrong with the XML. `hostile`: no honest sender writes it. */
export interface XmlFault {
  readonly fault: 'hostile' | 'unreadable';
  readonly explain: string;
}

/** WeChat's own reach 4 (`ScanCodeInfo`, `SendPicsInfo > PicList > item`). */
const DEEPEST = 16;
const MOST_ELEMENTS = 2_000;

type Node = { readonly [name: string]: unknown };

const parser = new XMLParser({ preserveOrder: true, processEntities: false, cdataPropName: '#cdata', trimValues: false, parseTagValue: false, ignoreDeclaration: true, ignorePiTags: true, ignoreAttributes: true });

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Outside CDATA only: the five of XML 1.0 (4.6) and numbers; what is none of these stays as written. */
const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return PREDEFINED[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });

/** @returns the fields of the root element. A NUL, which no store can hold, becomes U+FFFD. */
export function readXml(xml: string): XmlRead {
  const markup = markupOf(xml);
  if (/<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(markup)) return { fault: 'hostile', explain: 'The XML declares a document type or entities, which WeChat never does.' };
  // Two-byte units read as single ones, in which a declaration would not be seen.
  if (/<\0|\0</.test(markup)) return { fault: 'unreadable', explain: 'The call holds no well-formed XML.' };
  if (!shallow(markup)) return { fault: 'hostile', explain: 'The XML is deeper or has more elements than any of WeChat.' };
  try {
    const nodes = parser.parse(xml) as readonly Node[];
    const roots = nodes.flatMap((node) => Object.keys(node).filter((name) => !name.startsWith('#') && name !== ':@').map((name) => node[name]));
    const root = roots[0];
    const fields = roots.length === 1 && Array.isArray(root) ? fieldsOf(root as readonly Node[]) : null;
    if (fields === null || typeof fields === 'string') return { fault: 'unreadable', explain: 'The call holds no XML with fields.' };
    return { fields };
  } catch {
    return { fault: 'unreadable', explain: 'The call holds no well-formed XML.' };
  }
}

/** What begins first ends first: a section in a comment is none, nor a comment in a section. */
const HIDDEN = [['<![CDATA[', ']]>'], ['<!--', '-->'], ['<?', '?>']] as const;

/** The markup alone, without sections, comments and instructions. One left open hides nothing: the parser refuses it. */
function markupOf(xml: string): string {
  let markup = '';
  for (let at = 0; ; ) {
    const next = HIDDEN.map(([begin, end]) => ({ from: xml.indexOf(begin, at), begin, end })).filter(({ from }) => from >= 0).sort((a, b) => a.from - b.from)[0];
    const to = next ? xml.indexOf(next.end, next.from + next.begin.length) : -1;
    if (!next || to < 0) return markup + xml.slice(at);
    markup += xml.slice(at, next.from);
    at = to + next.end.length;
  }
}

/** Counts without recursion, so that no depth can exhaust the stack. */
function shallow(markup: string): boolean {
  let depth = 0;
  let count = 0;
  for (const [tag] of markup.matchAll(/<\/?[^!?<>][^<>]*>/g)) {
    count += 1;
    if (!tag.endsWith('/>')) depth += tag.startsWith('</') ? -1 : 1;
    if (depth > DEEPEST || count > MOST_ELEMENTS * 2) return false;
  }
  return true;
}

function fieldsOf(nodes: readonly Node[]): string | XmlFields {
  const fields: Record<string, string | XmlFields> = Object.create(null) as Record<string, string | XmlFields>;
  let text = '';
  let any = false;
  for (const node of nodes) {
    for (const [name, value] of Object.entries(node)) {
      if (name === '#text') text += decoded(String(value));
      else if (name === '#cdata') text += cdataOf(value);
      else if (name !== ':@' && Array.isArray(value)) {
        any = true;
        fields[name] ??= fieldsOf(value as readonly Node[]);
      }
    }
  }
  return any ? fields : text.replaceAll('\u0000', '\ufffd');
}

const cdataOf = (value: unknown): string => (Array.isArray(value) ? value.map((part: Node) => String(part['#text'] ?? '')).join('') : String(value));

/** A field as text; '' when it is absent or holds fields itself. */
export function textAt(fields: XmlFields, ...path: readonly string[]): string {
  let at: string | XmlFields | undefined = fields;
  for (const name of path) at = typeof at === 'object' ? at[name] : undefined;
  return typeof at === 'string' ? at : '';
}
