/** What queueing theory says of queues whose answer is known in closed form. Rates are per ms, times ms; a = λ·s is the load in erlangs. */

/** Chance that all `c` agents are busy when nobody may wait (Erlang 1917, loss formula), by its recursion. */
export function erlangB(a: number, c: number): number {
  let b = 1;
  for (let n = 1; n <= c; n++) b = (a * b) / (n + a * b);
  return b;
}

/** Chance of having to wait in M/M/c (Erlang 1917, delay formula); a < c. */
export function erlangC(a: number, c: number): number {
  const b = erlangB(a, c);
  return b / (1 - (a / c) * (1 - b));
}

/** Mean wait in M/M/c of all who come, in order of arrival. */
export const meanWait = (a: number, c: number, s: number): number => (erlangC(a, c) * s) / (c - a);

/** Share of M/M/c answered within T. */
export const serviceLevel = (a: number, c: number, s: number, t: number): number => 1 - erlangC(a, c) * Math.exp((-(c - a) * t) / s);

export interface ErlangA {
  readonly abandon: number;
  readonly wait: number;
  /** Of all who come, answered or not. */
  readonly meanWait: number;
}

/** M/M/c+M (Palm 1957; Garnett, Mandelbaum, Reiman 2002): births λ, deaths min(n, c)·μ + (n − c)⁺·θ, summed until nothing is left. */
export function erlangA(lambda: number, mu: number, theta: number, c: number): ErlangA {
  let p = 1;
  let all = 1;
  let queue = 0;
  let busy = 0;
  for (let n = 0; n < 100_000; n++) {
    p *= lambda / (Math.min(n + 1, c) * mu + Math.max(0, n + 1 - c) * theta);
    all += p;
    queue += Math.max(0, n + 1 - c) * p;
    if (n + 1 >= c) busy += p;
    if (n > c && p < 1e-14 * all) break;
  }
  const length = queue / all;
  return { abandon: (theta * length) / lambda, wait: busy / all, meanWait: length / lambda };
}

/** Mean waits of classes, most important first, in M/M/c with equal service (Cobham 1954): strict priority, nobody is interrupted. */
export function cobham(rhos: readonly number[], c: number, s: number): number[] {
  const a = c * rhos.reduce((sum, r) => sum + r, 0);
  const w0 = (erlangC(a, c) * s) / c;
  let above = 0;
  return rhos.map((rho) => {
    const before = above;
    above += rho;
    return w0 / ((1 - before) * (1 - above));
  });
}

/**
 * Mean waits of classes whose priority grows with slope b, steepest first, in M/M/c with equal service (Kleinrock 1964; for c
 * servers: Stanford, Taylor, Ziedins 2014): W_p (1 − Σ_{i above p} ρ_i (1 − b_p/b_i)) = W_FCFS − Σ_{i below p} ρ_i W_i (1 − b_i/b_p).
 */
export function accumulating(rhos: readonly number[], slopes: readonly number[], c: number, s: number): number[] {
  const a = c * rhos.reduce((sum, r) => sum + r, 0);
  const fcfs = meanWait(a, c, s);
  const waits: number[] = [];
  for (let p = rhos.length - 1; p >= 0; p--) {
    const own = slopes[p] ?? 1;
    let [above, below] = [0, 0];
    rhos.forEach((rho, i) => {
      const slope = slopes[i] ?? 1;
      if (i < p) above += rho * (1 - own / slope);
      if (i > p) below += rho * (waits[i] ?? 0) * (1 - slope / own);
    });
    waits[p] = (fcfs - below) / (1 - above);
  }
  return waits;
}

/** Mean wait in M/G/1 (Pollaczek 1930, Khinchine 1932): `cv` of the service time; 0 = always the same. */
export const pollaczekKhinchine = (lambda: number, s: number, cv: number): number => (lambda * s * s * (1 + cv * cv)) / (2 * (1 - lambda * s));

/** Two-sided 99.9 % quantile of Student's t with 29 degrees of freedom (30 batches). */
const T_29 = 3.659;
const BATCHES = 30;

/** The mean of what was seen one after the other, with the 99.9 % interval by batch means (Law and Carson 1979). */
export function batchMeans(values: readonly number[]): { readonly mean: number; readonly half: number } {
  const size = Math.floor(values.length / BATCHES);
  const sums = Array.from({ length: BATCHES }, (_, b) => {
    let sum = 0;
    for (let i = b * size; i < (b + 1) * size; i++) sum += values[i] ?? 0;
    return sum / size;
  });
  const mean = sums.reduce((sum, m) => sum + m, 0) / BATCHES;
  const variance = sums.reduce((sum, m) => sum + (m - mean) ** 2, 0) / (BATCHES - 1);
  return { mean, half: T_29 * Math.sqrt(variance / BATCHES) };
}
