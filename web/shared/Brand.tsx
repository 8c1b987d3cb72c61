/** Two lines in, one line out: the mark of the hub. */
export function Brand({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="2.4" strokeLinecap="round">
        <path d="M8 9.500h5.500c5 0 5 13 10.500 13" />
        <path d="M8 22.500h5.500c2 0 3.200-2.100 4.200-4.600" />
      </g>
      <g fill="var(--on-accent)">
        <circle cx="8" cy="9.500" r="2.600" />
        <circle cx="8" cy="22.500" r="2.600" />
        <circle cx="24" cy="22.500" r="2.600" />
      </g>
    </svg>
  );
}
