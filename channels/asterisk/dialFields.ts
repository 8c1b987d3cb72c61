/** Which outside numbers may be rung, as an administrator fills it in; the same for every entry point with a trunk. */
import type { SettingField } from '../../src/core/channel.ts';

const say = (en: string, zh: string): SettingField['label'] => ({ en, zh });
const group = say('Numbers that may be called', '允许呼叫的号码');

export const dialFields: readonly SettingField[] = [
  { key: 'dialCountries', kind: 'list', group, label: say('Countries', '国家或地区'), help: say('Two letters each, like CN, HK. Empty = the own country alone; * = all but those that are notorious for fraud, which must be named.', '两位字母代码，例如 CN、HK。留空则仅限本国；* 表示除话费欺诈高发地区外的所有地区，高发地区须逐一列出。') },
  { key: 'dialAllowed', kind: 'list', group, label: say('Prefixes allowed besides', '另外允许的号码前缀'), help: say('With country code, like +44207.', '含国家代码，例如 +44207。') },
  { key: 'dialBarred', kind: 'list', group, label: say('Prefixes barred', '禁止的号码前缀'), help: say('These are never called, whatever else is allowed.', '无论其他设置如何，均不呼叫。') },
  { key: 'dialKinds', kind: 'list', group, label: say('Costly kinds allowed', '允许的高资费号码类型'), help: say('Of premium, sharedCost, personal, pager, satellite. Empty = none.', '可填 premium（声讯）、sharedCost（分摊资费）、personal（个人号码）、pager（寻呼）、satellite（卫星）。留空则全部禁止。') },
  { key: 'dialMostAtOnce', kind: 'number', initial: 30, group, label: say('At once', '同时呼叫上限'), help: say('So many outside numbers are called at the same time at most.', '同时呼叫的外线数量上限。') },
  { key: 'dialMostAnHour', kind: 'number', initial: 600, group, label: say('Within an hour', '每小时上限'), help: say('By this entry point, all together.', '此接入点每小时呼叫总数上限。') },
  { key: 'dialMostAnHourOfAgent', kind: 'number', initial: 60, group, label: say('Within an hour, by one agent', '每名坐席每小时上限'), help: say('Calls that an agent begins or makes as callbacks.', '坐席主动拨打及回呼的次数上限。') },
  { key: 'dialFrom', kind: 'text', initial: '', group, label: say('Customers are called from', '可致电客户的开始时间'), help: say('Like 08:30. Empty = at any time.', '例如 08:30。留空则不限时间。') },
  { key: 'dialUntil', kind: 'text', initial: '', group, label: say('until', '结束时间'), help: say('Like 20:00.', '例如 20:00。') },
  { key: 'dialZone', kind: 'text', initial: 'Asia/Shanghai', group, label: say('Time zone of these hours', '上述时间的时区'), help: say('Like Asia/Shanghai.', '例如 Asia/Shanghai。') },
];
export const emergencyField: SettingField = { key: 'dialEmergencyTrunk', kind: 'text', initial: '', group, label: say('Trunk for emergency numbers', '紧急号码的中继'), help: say('110, 119, 120, 112, 911 and the like are called by this trunk, by an agent’s own hand alone. Empty = never.', '110、119、120、112、911 等号码经此中继呼出，且仅限坐席手动拨打。留空则一律不呼叫。') };
