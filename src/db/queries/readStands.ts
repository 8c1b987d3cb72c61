/** What a reader of a timeline has to be shown: what is new after a place, and how what was before it stands now. */
import { type Queryable, rows } from './query.ts';

/** New lines of one reading; lines with marks or progress that are looked after, the latest. */
export const MOST_NEW = 500;
const MOST_EDITED = 100;
const LINE = `id, seq, delivery || ' ' || edition as stand`;

/** In order. `stand` is another when delivery, progress or marks are. */
export const readStands = (db: Queryable, conversation: string, seq: number): Promise<{ id: string; seq: number; stand: string }[]> =>
  rows(
    db,
    `(select ${LINE} from entry where conversation = $1 and seq > $2 order by seq limit ${MOST_NEW})
     union (select ${LINE} from entry where conversation = $1 and seq between $2 - 49 and $2 and direction = 'out' and kind = 'message')
     union (select ${LINE} from entry where conversation = $1 and seq <= $2 and edition > 0 order by seq desc limit ${MOST_EDITED}) order by seq`,
    [conversation, seq],
  );
