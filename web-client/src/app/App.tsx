import { lazy, Suspense } from "react";
import { useSentinel, useWatched } from "./kit/sentinel";
import { Frame } from "./Frame";

const Welcome = lazy(() => import("./account/Welcome"));

/** Who is not signed in sees the door, everybody else the chats. */
export function App() {
  const session = useWatched(useSentinel().session);
  if (session) return <Frame key={session.userId} />;
  return (
    <Suspense fallback={null}>
      <Welcome />
    </Suspense>
  );
}
