/** STUN and TURN servers as the hub names them, for `RTCPeerConnection`. */
export interface IceGiven {
  readonly urls: readonly string[];
  readonly username: string | null;
  readonly credential: string | null;
}

export const iceConfiguration = (servers: readonly IceGiven[]): { iceServers: RTCIceServer[] } => ({
  iceServers: servers.map(({ urls, username, credential }) => ({ urls: [...urls], ...(username !== null && credential !== null ? { username, credential } : {}) })),
});
