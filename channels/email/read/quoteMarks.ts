/** How mailers of many languages announce the mail they quote. Each expression is bounded: no line costs more than its length. */

/** Ends of "On … somebody wrote:". */
const WROTE =
  '(?:wrote|writes|said|a [ée]crit|schrieb|geschrieben|skrev|ha scritto|scrisse|escribi[oó]|escreveu|schreef|het volgende geschreven|geschreven|napisał(?:\\(a\\)|a)?|napisal(?:\\(a\\)|a)?|napsal(?:\\(a\\)|a)?|написал(?:\\(а\\)|а)?|пишет|пише|написав|kirjoitti|đã viết|yazdı|írta|a scris|έγραψε|写道|寫道|写到|さんは書きました|のメッセージ|님이 작성)';
const ENDS_WROTE = new RegExp(`${WROTE}\\s*(?:[:：]|-{2,})?\\s*$`, 'iu');
const STARTS = /^[\s>]*[-–—]*\s*(?:on|at|le|am|den|il|el|op|em|dnia|w dniu|på|vào|la data|на|в|ne|dne|pe|a|στις|在|于|\d|"|<|(?:mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)[\p{L}]{0,6}[,.]?)(?:[\s,\d]|$|["<])/iu;

/** "On 5 Jan 2026, at 10:00, Li <li@shop.example> wrote:", in one piece. */
export function isAttribution(text: string): boolean {
  if (text.length > 600) return false;
  if (ENDS_WROTE.test(text)) {
    if (/^\s*-{2,}.{1,120}-{2,}\s*$/u.test(text)) return true;
    if (/(?:写道|寫道|写到)\s*[:：]?\s*$/u.test(text)) return /\d|@|^在|^\s*于/u.test(text);
    return /\d|@/.test(text) && (STARTS.test(text) || /@|\d{1,2}[:.]\d{2}|\b\d{4}\b/.test(text)) && /[:：]\s*$/u.test(text);
  }
  // Date, name and address with a colon: "2026-01-05 10:00 GMT+01:00 Li <li@shop.example>:"
  if (!/[:：]\s*$/u.test(text) || text.length > 300) return false;
  if (!/[\w.+-]@[\w-]/.test(text) || !/[<"(]/.test(text)) return STARTS.test(text) && /schrieb/i.test(text) && /\d/.test(text);
  return /\d{1,2}[:.]\d{2}/.test(text) || /\b(?:19|20)\d\d\b/.test(text);
}

/** A line that may be an attribution, or begin one: the others need not be looked at more closely. */
export const mayAttribute = (line: string): boolean => STARTS.test(line) || /[:：-]\s*$/u.test(line) || /\d{4}/.test(line);
/** With which one may begin that goes on on the next line. */
export const mayWrap = (line: string): boolean => STARTS.test(line);
/** "Jesse said:" and "Quoting Jesse:" just above marked lines. */
export const isLead = (line: string): boolean => line.length < 200 && /(?:wrote|writes|said|says|quot|schrieb|schreef|escrib|écrit|scritto|写|說|说|@).{0,100}[:：]\s*$/iu.test(line);
/** Headers of the earlier mail that a formatted text had beside each other. */
export const isHeaderLine = (line: string): boolean => line.length < 500 && /^\s*\*{0,2}(?:from|von|de|发件人)\*{0,2}\s?[:：].{3,200}\s\*{0,2}(?:date|sent|gesendet|datum|envoyé|发送时间|日期)\*{0,2}\s?[:：]/iu.test(line);

const ORIGINAL =
  "(?:original message|original email|reply message|original appointment|antwort nachricht|urspr(?:ü|ue?)ngliche (?:nachricht|e-?mail)|original-?nachricht|message d['’ ]origine|message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|originalmeddelande|ursprungligt meddelande|oprindelig (?:meddelelse|besked)|opprinnelig melding|original besked|alkuperäinen viesti|исходное сообщение|первоначальное сообщение|wiadomość oryginalna|oryginalna wiadomość|původní zpráva|tin nhắn gốc|thư gốc|özgün ileti|orijinal mesaj|eredeti üzenet|原始邮件|原始郵件|原邮件|原始信件|原郵件|回复的原邮件|元のメッセージ|원본 메시지)";
const ORIGINAL_LINE = new RegExp(`^[\\s>]*\\*{0,2}[-_=—－~]{2,}\\s*${ORIGINAL}\\s*[-_=—－~]{2,}\\*{0,2}[\\s:]*$`, 'iu');
const FORWARD_LINE = /^[\s>]*(?:[-_=—－]{2,}\s*(?:forwarded|转发|轉寄|weitergeleitete|message transf|mensaje reenviado|doorgestuurd|videresendt|vidarebefordrat|messaggio inoltrato|mensagem encaminhada|пересылаем|przekazana)|begin forwarded message|anfang der weitergeleiteten)/iu;

/** `-----Original Message-----`, `------------------ 原始邮件 ------------------`. */
export const isOriginal = (line: string): boolean => line.length < 200 && ORIGINAL_LINE.test(line);
export const isForward = (line: string): boolean => line.length < 200 && FORWARD_LINE.test(line);

const LABELS = {
  from: 'from|von|de|da|van|från|fra|od|от|от кого|发件人|寄件者|寄件人|发信人|差出人|보낸 사람|kimden|lähettäjä|mittente|expéditeur|remitente|från|odesílatel',
  date: 'date|sent|sent at|gesendet|datum|envoy[ée](?: le| à)?|data|enviado(?: el| em)?|inviato|verzonden|skickat|sendt|wysłano|дата|отправлено|发送时间|发送日期|日期|时间|寄件日期|傳送時間|寄件時間|送信日時|fecha|dato|tarih|보낸 날짜|lähetetty|odesláno',
  to: 'to|an|à|a|para|till|til|do|кому|收件人|收件者|收信人|宛先|받는 사람|aan|kime|destinataire|destinatario|vastaanottaja|komu',
  subject: 'subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|主题|主旨|標題|件名|제목|konu|aihe|předmět|sujet',
  copy: 'cc|kopie|copie|抄送|副本|kopia|копия|reply-to|回复|risposta',
} as const;
export type Label = keyof typeof LABELS;
const LABEL_LINES = Object.entries(LABELS).map(([kind, words]) => [kind as Label, new RegExp(`^[\\s>]*\\*{0,2}(?:${words})\\s{0,3}\\*{0,2}\\s{0,3}[:：]`, 'iu')] as const);

/** Which header a line pretends to be (`*Sent:* …`, `发件人: …`). */
export function labelOf(line: string): Label | null {
  const head = line.slice(0, 60);
  return /[:：]/u.test(head) ? (LABEL_LINES.find(([, fits]) => fits.test(head))?.[0] ?? null) : null;
}

/** Lines that only separate: they go with what follows. */
export const isRule = (line: string): boolean => /^[\s>]*(?:[-_=*~#+—－]{2,}|ᐧ)\s*$/u.test(line);

/** "Sent from my iPhone" in the words of telephones. */
export const isDeviceLine = (line: string): boolean =>
  line.length < 200 &&
  /^\s*[<([]{0,2}\s*(?:sent (?:from|via|with|by|using)|from my |someone from mobile|get \[?outlook for|envoy[ée] (?:de|depuis)|von meine[mr] |gesendet (?:von|mit)|diese nachricht wurde von|enviado (?:desde|do|de|via)|inviato da|verzonden (?:met|vanaf|via)|sendt fra|skickat från|wysłane? z|отправлено (?:с|из)|发自我?的?|来自我的|從我的|从我的|寄自|iphone ?から|자 iphone|나의 iphone)/iu.test(line);
