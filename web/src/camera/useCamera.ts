import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type CameraDevice,
  type CameraFault,
  faultOf,
  listCameras,
  mayHaveCamera,
  openCamera,
  rememberCamera,
  rememberedCamera,
  stopStream,
} from './media';

export interface Camera {
  video: RefObject<HTMLVideoElement | null>;
  state: 'off' | 'starting' | 'live' | 'failed';
  fault: CameraFault | undefined;
  devices: readonly CameraDevice[];
  deviceId: string | undefined;
  /** People know themselves from mirrors; a camera that looks away from them is shown as it is. */
  mirrored: boolean;
  choose: (id: string) => void;
  retry: () => void;
}

interface Live {
  deviceId: string | undefined;
  mirrored: boolean;
}

const describe = (track: MediaStreamTrack): Live => {
  const { deviceId, facingMode } = track.getSettings();
  return { deviceId, mirrored: facingMode !== 'environment' };
};

/** A camera is open some time before it shows anything; a photo taken then would be black. */
const firstFrame = (video: HTMLVideoElement): Promise<void> =>
  new Promise((resolve) => {
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(() => resolve());
    else (video as HTMLVideoElement).addEventListener('playing', () => resolve(), { once: true });
  });

/** Tells of a permission that was given after it had been refused, so that nobody has to reload. */
const watchPermission = async (onGranted: () => void, signal: AbortSignal) => {
  const status = await navigator.permissions?.query({ name: 'camera' as PermissionName });
  status?.addEventListener('change', () => status.state === 'granted' && onGranted(), { signal });
};

/** A camera for as long as the component is there and wants one; rests while nobody sees the page. */
export const useCamera = (wanted: boolean): Camera => {
  const video = useRef<HTMLVideoElement>(null);
  const [choice, setChoice] = useState(rememberedCamera);
  const [round, setRound] = useState(0);
  const [live, setLive] = useState<Live>();
  const [fault, setFault] = useState<CameraFault>();
  const [devices, setDevices] = useState<readonly CameraDevice[]>([]);

  const retry = () => setRound((before) => before + 1);

  useEffect(() => {
    if (!wanted) return undefined;
    if (!mayHaveCamera()) {
      setFault('insecure');
      return undefined;
    }
    const abort = new AbortController();
    const { signal } = abort;
    let stream: MediaStream | undefined;

    const rest = () => {
      for (const track of stream?.getVideoTracks() ?? []) track.enabled = !document.hidden;
      if (!document.hidden) video.current?.play().catch(() => undefined);
    };
    const list = () => {
      listCameras().then(
        (found) => !signal.aborted && setDevices(found),
        () => undefined,
      );
    };
    const lost = () => {
      stream = undefined;
      setLive(undefined);
      setFault('unplugged');
    };
    const start = async () => {
      const opened = await openCamera(choice);
      const [track] = opened.getVideoTracks();
      if (signal.aborted || !track) {
        stopStream(opened);
        return;
      }
      stream = opened;
      track.addEventListener('ended', lost, { signal });
      const element = video.current;
      if (element) {
        element.srcObject = opened;
        rest();
        await firstFrame(element);
        if (signal.aborted || !stream) return;
      }
      setLive(describe(track));
      setFault(undefined);
      list();
    };
    start().catch((error) => {
      if (signal.aborted) return;
      setLive(undefined);
      setFault(faultOf(error));
      // Another one may be free.
      list();
    });

    document.addEventListener('visibilitychange', rest, { signal });
    navigator.mediaDevices.addEventListener(
      'devicechange',
      () => {
        // Whoever plugs a camera in means it to be used.
        if (!stream) retry();
        else list();
      },
      { signal },
    );
    // Not every browser knows this permission by name.
    watchPermission(() => !stream && retry(), signal).catch(() => undefined);

    return () => {
      abort.abort();
      if (stream) stopStream(stream);
      if (video.current) video.current.srcObject = null;
      setLive(undefined);
      setFault(undefined);
    };
  }, [wanted, choice, round]);

  const state = !wanted ? 'off' : fault ? 'failed' : live ? 'live' : 'starting';
  return {
    video,
    state,
    fault,
    devices,
    deviceId: live?.deviceId,
    mirrored: live?.mirrored ?? true,
    choose: (id) => {
      rememberCamera(id);
      setChoice(id);
    },
    retry,
  };
};
