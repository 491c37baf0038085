import { Box, useWindowSize } from "ink";
import type { ReactNode } from "react";
import { layOut } from "./layout.ts";
import { isCovered, Overlays } from "./overlays/overlays.tsx";
import { FindingsLine } from "./panes/findings-line.tsx";
import { Header } from "./panes/header.tsx";
import { KeyLine } from "./panes/key-line.tsx";
import { MainArea } from "./panes/main-area.tsx";
import { Notice } from "./panes/notice.tsx";
import { Phases } from "./panes/phases.tsx";
import { TooSmall } from "./panes/too-small.tsx";
import { DimmedContext } from "./parts/lines.tsx";
import { TransportLine } from "./replay/transport-line.tsx";
import { all, type Room, RoomContext, useFrontend, useView } from "./room.ts";
import { selectNotice } from "./select-notice.ts";
import { useKeys } from "./use-keys.ts";
import { useTicker } from "./use-ticker.ts";

/** No clipping here: every block is laid out to the cell, and Ink's clipping would double the cost of a frame. */
const Screen = (): ReactNode => {
  const size = useWindowSize();
  const state = useFrontend(all);
  const view = useView(all);
  const notice = selectNotice(state, view);
  const layout = layOut(size, notice.length > 0);
  const { columns, rows } = layout;
  if (layout.small) return <TooSmall layout={layout} />;
  const isReplayLine = state.link.kind === "replay" && view.typing === null;
  return (
    <Box width={columns} height={rows} flexDirection="column">
      <DimmedContext value={isCovered(state, view)}>
        <Header width={columns} />
        <Phases width={columns} />
        {notice.length > 0 && <Notice width={columns} notice={notice} />}
        <MainArea layout={layout} />
        <FindingsLine width={columns} />
        {isReplayLine && state.link.kind === "replay" ? (
          <TransportLine width={columns} transport={state.link.transport} />
        ) : (
          <KeyLine width={columns} />
        )}
      </DimmedContext>
      <Overlays layout={layout} />
    </Box>
  );
};

const Devices = ({ room }: { readonly room: Room }): ReactNode => {
  useKeys(room);
  useTicker(room);
  return null;
};

export const App = ({ room }: { readonly room: Room }): ReactNode => (
  <RoomContext value={room}>
    <Devices room={room} />
    <Screen />
  </RoomContext>
);
