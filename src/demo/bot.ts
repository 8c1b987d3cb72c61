/** A small bot on the public API: answers what it knows, hands over with what it learned, and is silent from then on. */
import { openApi } from './api.ts';
import { BOT_LINES } from './scripts.ts';

interface Patch {
  botWork: { interaction: { id: string; language: string | null }; entries: { id: string; text: string | null }[] };
}

const WORK = 'subscription { botWork { interaction { id language } entries { id text } } }';

export function startBot(url: string, secret: string, failed: (error: unknown) => void): () => void {
  const api = openApi(url, async () => secret);
  const heard = new Map<string, string[]>();
  const say = (i: string, text: string, id: string) => api.ask('mutation($i: ID!, $t: String!, $c: String!) { botSend(interaction: $i, text: $t, clientId: $c) { __typename } }', { i, t: text, c: id });

  async function answer({ interaction, entries }: Patch['botWork']): Promise<void> {
    const zh = interaction.language?.startsWith('zh') ?? /[\u4e00-\u9fff]/.test(entries.at(-1)?.text ?? '');
    const lines = BOT_LINES[zh ? 'zh-CN' : 'en'];
    const known = heard.get(interaction.id) ?? [];
    const first = known.length === 0;
    const text = entries.map((e) => e.text ?? '').join(' ');
    known.push(text);
    heard.set(interaction.id, known);
    if (heard.size > 1_000) heard.clear();
    const reply = /ship|deliver|发货|配送|包邮/i.test(text) ? lines.shipping : /open|hours|营业|几点/i.test(text) ? lines.hours : /brew|steep|冲泡|水温/i.test(text) ? lines.brew : null;
    const id = entries.at(-1)?.id ?? interaction.id;
    if (reply) return void (await say(interaction.id, reply, id));
    if (first && !/person|human|人工|客服/i.test(text)) return void (await say(interaction.id, lines.hello, id));
    await say(interaction.id, lines.hand, id);
    await api.ask('mutation($in: HandoffInput!) { requestHandoff(input: $in) { __typename } }', {
      in: { interaction: interaction.id, reason: 'asked for a person', summary: known.join(' / ').slice(0, 500), language: zh ? 'zh-CN' : 'en', slots: { asked: known.length } },
    });
    heard.delete(interaction.id);
  }

  const leave = api.follow<Patch>(WORK, ({ botWork }) => void answer(botWork).catch(failed));
  return () => {
    leave();
    api.close();
  };
}
