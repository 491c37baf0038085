import { Component, type ReactNode } from "react";

type CrashProps = { readonly onCrash: (error: unknown) => void; readonly children: ReactNode };

/** Draws nothing more after an error and hands it on, so that the terminal is given back before a word is said. */
export class CrashBoundary extends Component<CrashProps, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { readonly crashed: boolean } {
    return { crashed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onCrash(error);
  }

  override render(): ReactNode {
    return this.state.crashed ? null : this.props.children;
  }
}
