/** Which numbers may be rung: the rules with the numbering plans behind them. */
import { describe, expect, it } from 'vitest';
import { casesOf } from '../../../test/api/corpus.ts';
import { tollFraud } from '../../../test/support/tollFraud.ts';
import { type Barred, type DialContext, type DialRules, type DialUsage, type MayDial, mayDial } from '../../core/dialRules.ts';
import { readNumber } from './numbers.ts';
import { minuteAt, rulesOf } from './rules.ts';

const rules = (over: Record<string, unknown> = {}): DialRules => rulesOf({ trunk: 'trunk', country: 'CN', ...over });
const NONE: DialUsage = { now: 0, lastHour: 0, lastHourOfAgent: 0 };
const by = (over: Partial<DialContext> = {}): DialContext => ({ purpose: 'call', silent: false, minute: 600, read: readNumber, ...over });
const dial = (number: string, settings: Record<string, unknown> = {}, over: Partial<DialContext> = {}, usage: Partial<DialUsage> = {}): MayDial | Barred => mayDial(number, rules(settings), { ...NONE, ...usage }, by(over));
const why = (answer: MayDial | Barred): string => ('why' in answer ? answer.why : `dialled ${answer.e164}`);

describe('a number that an agent calls', () => {
  it.each([['13800138000', '+8613800138000'], ['+86 138 0013 8000', '+8613800138000'], ['(0755) 8888-8888', '+8675588888888'], ['０１０－８８８８８８８８', '+861088888888'], ['0086 138 0013 8000', '+8613800138000']])('%s is rung as %s', (typed, e164) => {
    expect(dial(typed)).toEqual({ ok: true, e164, trunk: 'trunk' });
  });

  it('is of the own country unless others are named; an allowed prefix opens a part of one, a barred prefix closes it again', () => {
    expect(why(dial('+442079460000'))).toBe('country');
    expect(why(dial('+442079460000', { dialCountries: ['CN', 'GB'] }))).toBe('dialled +442079460000');
    expect(why(dial('+442079460000', { dialAllowed: ['+44207'] }))).toBe('dialled +442079460000');
    expect(why(dial('+442079460000', { dialCountries: ['GB'], dialBarred: ['+44207'] }))).toBe('prefix');
    // Named alone, others take the place of the own.
    expect(why(dial('13800138000', { dialCountries: ['GB'] }))).toBe('country');
  });

  it('may be anywhere with *, but for where fraud lives, unless that is named', () => {
    expect(why(dial('+16502530000', { dialCountries: ['*'] }))).toBe('dialled +16502530000');
    for (const number of ['+18765551234', '+37121234567', '+2526123456', '+9607712345']) {
      expect(why(dial(number, { dialCountries: ['*'] }))).toMatch(/country|notANumber/);
    }
    expect(why(dial('+37121234567', { dialCountries: ['*', 'LV'] }))).toBe('dialled +37121234567');
  });

  it('of a kind that costs is barred, until it is allowed by name', () => {
    expect(why(dial('+449098790000', { dialCountries: ['GB'] }))).toBe('kind');
    expect(why(dial('+447012345678', { dialCountries: ['GB'] }))).toBe('kind');
    expect(why(dial('+870773111111', { dialCountries: ['*'] }))).toBe('kind');
    expect(why(dial('+881612345678', { dialAllowed: ['+881'] }))).toBe('kind');
    expect(why(dial('+449098790000', { dialCountries: ['GB'], dialKinds: ['premium'] }))).toBe('dialled +449098790000');
  });

  it.each(['110', '119', '120', '122', '112', '911', '999', '1 1 0'])('%s is never rung, unless a trunk is named for it, and then by hand alone', (number) => {
    expect(why(dial(number))).toBe('emergency');
    expect(dial(number, { dialEmergencyTrunk: 'sos' })).toEqual({ ok: true, e164: number.replaceAll(' ', ''), trunk: 'sos' });
    for (const purpose of ['callback', 'party', 'agentPhone', 'fax'] as const) expect(why(dial(number, { dialEmergencyTrunk: 'sos' }, { purpose }))).toBe('emergency');
  });

  it('is not rung without a trunk, nor when its holder wants no contact, nor outside the hours for calls', () => {
    expect(why(dial('13800138000', { trunk: '' }))).toBe('noTrunk');
    expect(why(dial('13800138000', {}, { silent: true }))).toBe('silent');
    const day = { dialFrom: '08:00', dialUntil: '20:00' };
    expect(why(dial('13800138000', day, { minute: 479 }))).toBe('hours');
    expect(why(dial('13800138000', day, { minute: 480 }))).toBe('dialled +8613800138000');
    expect(why(dial('13800138000', day, { minute: 1_200 }))).toBe('hours');
    expect(why(dial('13800138000', { dialFrom: '20:00', dialUntil: '02:00' }, { minute: 60 }))).toBe('dialled +8613800138000');
    // A colleague’s own telephone rings whenever the colleague works.
    expect(why(dial('13800138000', day, { minute: 0, purpose: 'agentPhone' }))).toBe('dialled +8613800138000');
    expect(minuteAt(Date.UTC(2026, 0, 5, 1, 30), 'Asia/Shanghai')).toBe(570);
    expect(minuteAt(Date.UTC(2026, 0, 5, 1, 30), 'Nowhere/At all')).toBe(90);
  });

  it('is one too many when a cap is reached', () => {
    expect(why(dial('13800138000', { dialMostAtOnce: 2 }, {}, { now: 2 }))).toBe('atOnce');
    expect(why(dial('13800138000', { dialMostAnHour: 5 }, {}, { lastHour: 5 }))).toBe('anHour');
    expect(why(dial('13800138000', { dialMostAnHourOfAgent: 3 }, {}, { lastHourOfAgent: 3 }))).toBe('anHourOfAgent');
    expect(why(dial('13800138000', { dialMostAtOnce: 2, dialMostAnHour: 5, dialMostAnHourOfAgent: 3 }, {}, { now: 1, lastHour: 4, lastHourOfAgent: 2 }))).toBe('dialled +8613800138000');
  });
});

describe('toll fraud', () => {
  it.each(casesOf('sip/dial-policy.jsonl').map((c) => [c.id, c] as const))('%s', (_id, one) => {
    const answer = dial(String(one.dial));
    expect(answer).not.toHaveProperty('ok');
    if (/emergency/.test(one.id)) {
      expect(dial(String(one.dial), { dialEmergencyTrunk: 'sos' })).toMatchObject({ ok: true, trunk: 'sos' });
      expect(why(dial(String(one.dial), { dialEmergencyTrunk: 'sos' }, { purpose: 'callback' }))).toBe('emergency');
    }
  });

  it('a thousand attempts, and others by other dice: none is dialled, each is told why', () => {
    for (const seed of [20_260_105, 7, 99]) {
      const attempts = tollFraud(1_000, seed);
      expect(attempts).toHaveLength(1_000);
      const dialled = attempts.map((number) => ({ number, answer: dial(number) })).filter(({ answer }) => 'ok' in answer);
      expect(dialled).toEqual([]);
      expect(attempts.every((number) => { const answer = dial(number); return 'message' in answer && answer.message.endsWith('.'); })).toBe(true);
    }
  });

  it('nor with all countries open: what is dialled then is a plain number of a country that is not notorious', () => {
    for (const number of tollFraud(1_000, 3)) {
      const answer = dial(number, { dialCountries: ['*'] });
      if (!('ok' in answer)) continue;
      expect(answer.e164).toMatch(/^\+[1-9]\d{6,14}$/);
      expect(number).toMatch(/^[+0-9 ()./-]+$/);
      expect(answer.e164).not.toMatch(/^\+(870|88[123]|979|1876|252|232|220|960|371|53|44(9|70|871))/);
    }
  });
});
