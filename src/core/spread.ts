/**
 * Which node ought to lead a domain: rendezvous hashing (Thaler and Ravishankar 1998). Each node draws a number for the domain and
 * the highest has it, so every node that knows the same nodes comes to the same answer without asking, and when one comes or goes
 * only the domains that it gains or held move.
 */

/** FNV-1a over the characters, then mixed so that names which differ in the last letter draw unlike numbers. 32 bits. */
function draw(text: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < text.length; n += 1) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The node that ought to lead; null when there is none. The order of `nodes` does not matter. */
export function leaderAmong(nodes: readonly string[], domain: string): string | null {
  let best: string | null = null;
  let most = -1;
  for (const node of nodes) {
    const drawn = draw(`${domain} ${node}`);
    if (drawn > most || (drawn === most && best !== null && node < best)) [best, most] = [node, drawn];
  }
  return best;
}
