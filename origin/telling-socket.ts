import { WebSocket } from 'ws';
import { ChatFault, encodeFault } from '#chat';

/**
 * A socket of `ws` that says why it closes. `ws` ends what is larger than a frame may be by itself, before anybody has
 * read it; at the edge its sender is told first, so here too.
 */
export class TellingSocket extends WebSocket {
  /** `ws` calls this with a code and no reason when it is its own doing. */
  override close(code?: number, reason?: string | Buffer): void {
    const isOwnDoing = code === 1009 && reason === undefined && this.readyState === WebSocket.OPEN;
    if (isOwnDoing) this.send(encodeFault(new ChatFault('frame-too-large')));
    super.close(code, reason);
  }
}
