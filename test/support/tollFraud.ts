/**
 * Attempts at toll fraud and at breaking out of a number, made from patterns and dice: none may ever be dialled by an entry point of China that
 * has its usual settings. The same seed makes the same attempts.
 */
type Dice = () => number;

/** A small generator of numbers (mulberry32), so that a failure can be met again. */
function diceOf(seed: number): Dice {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Notorious ranges, satellites, premium and shared-cost numbers, by what comes after the `+`. */
const RANGES = ['870773', '8816', '8817', '88213', '88216', '88299', '88351', '979', '1876', '1473', '1649', '1767', '1809', '1284', '1900', '252', '232', '220', '224', '263', '960', '3712', '3706', '3725', '44909', '44871', '4470', '44845', '49900', '49180', '33899', '39899', '3490', '3197', '41900', '53', '592', '670', '674', '677', '682', '690', '247', '246', '239', '213', '216', '992', '994', '850', '7809', '808', '878', '888'];
const EMERGENCY = ['110', '119', '120', '122', '911', '112', '999', '000', '111', '113', '1 1 0', '(911)', '1-1-9', '９１１', '+110', '00110', '0086110', '+86 110', '+86119', '9110', '011', '*110'];
/** What a dialplan would fill in. */
const filledIn = (name: string): string => ['$', '{', name, '}'].join('');
const INJECTIONS = ['PJSIP/100&PJSIP/200', filledIn('SHELL(id)'), filledIn('EXTEN'), '$[1+1]', 'sip:0044909@evil.example', 'sips:%s@evil.example', '%s@evil.example', '%s@trunk', '%s&%s', '%s&PJSIP/%s@trunk', 'PJSIP/%s@trunk', 'Local/%s@from-trunk', 'SIP/trunk/%s', 'IAX2/evil/%s', 'DAHDI/g0/%s', '%s;phone-context=evil', '%s,30,tT', '%s|30', '%s\r\nX-Evil: 1', '%s\n%s', '%s\0', '%s\u202e', '%s%00', '%s#', '*72%s', '%s*', '%sp1', '%sw%s', "%s'; drop table call_leg;--", '"%s" <sip:a@b>', '<sip:%s@evil.example>', 'tel:%s', 'tel:%s;isub=1', '`id`%s', '$(id)%s', '../%s', '%s/n', '[%s]', '{%s}', '%s?Replaces=1', '%s!', '٠٠٤٤%s', '%s ext 1', '1-900-SEX-LINE', 'anonymous', '', ' ', '+', '++%s', '+0%s', '00', '-', '%s+%s'];

export function tollFraud(count: number, seed = 20_260_105): readonly string[] {
  const dice = diceOf(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(dice() * of.length)] as T;
  const digits = (n: number): string => Array.from({ length: n }, () => Math.floor(dice() * 10)).join('');
  const spaced = (text: string): string => (dice() < 0.3 ? [...text].map((c) => (dice() < 0.2 ? c + one([' ', '-', '.', '(', ')']) : c)).join('') : text);
  const way = ['+', '00', '+ ', '0-0'];
  const makers: readonly (() => string)[] = [
    () => spaced(`${one(way)}${one(RANGES)}${digits(7)}`),
    () => one(EMERGENCY),
    () => one(INJECTIONS).replaceAll('%s', () => one(['13800138000', '+8613800138000', `00${one(RANGES)}${digits(6)}`])),
    // Too long, too short, or no number of any plan.
    () => `+${digits(16 + Math.floor(dice() * 20))}`,
    () => digits(1 + Math.floor(dice() * 4)),
    () => `+${one(['999', '210', '0', '799', '384', '693'])}${digits(8)}`,
    // Signs of all kinds with digits between.
    () => Array.from({ length: 3 + Math.floor(dice() * 30) }, () => String.fromCharCode(33 + Math.floor(dice() * 94))).join(''),
  ];
  return Array.from({ length: count }, (_, n) => (makers[n % makers.length] ?? (() => ''))());
}
