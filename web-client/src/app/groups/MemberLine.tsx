import { Menu } from "@mantine/core";
import type { Chat, ChatView, Member, Role } from "../../sdk/api";
import { usePresenceOf } from "../chats/usePresence";
import { Avatar } from "../kit/Avatar";
import { DotsIcon } from "../kit/icons";
import { IconButton } from "../kit/IconButton";
import { go } from "../kit/route";
import { nameOf, useSentinel, useSession, type People } from "../kit/sentinel";
import { texts } from "../texts";
import classes from "./GroupDialog.module.css";

interface Props {
  readonly chat: Chat;
  readonly member: Member;
  readonly people: People;
  readonly view: ChatView;
  readonly onChange: (work: () => Promise<unknown>) => Promise<void>;
}

const ROLES: readonly Role[] = ["owner", "admin", "member"];

/** One member; owners change roles and remove anybody, admins remove members. */
export function MemberLine({ chat, member, people, view, onChange }: Props) {
  const sentinel = useSentinel();
  const me = useSession().userId;
  const presence = usePresenceOf(member.userId);
  const name = nameOf(people, member.userId);
  const mine = member.userId === me;
  const present = view.summary.member;
  const owner = present && view.myRole === "owner";
  const mayRemove = !mine && (owner || (present && view.myRole === "admin" && member.role === "member"));
  const message = async () => go({ page: "chat", chatId: await sentinel.startPrivateChat(member.userId) });
  return (
    <li className={classes.member}>
      <Avatar id={member.userId} name={name} size={34} online={presence?.active ?? false} />
      <span className={classes.name}>
        <bdi>{name}</bdi> {mine && <span className={classes.role}>({texts.you.toLowerCase()})</span>}
      </span>
      {member.role !== "member" && <span className={classes.role}>{texts.groups.roles[member.role]}</span>}
      {(!mine || owner) && (
        <Menu transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <IconButton label={texts.groups.roleOf(name)}>
              <DotsIcon />
            </IconButton>
          </Menu.Target>
          <Menu.Dropdown>
            {!mine && <Menu.Item onClick={() => void onChange(message)}>{texts.groups.message(name)}</Menu.Item>}
            {owner &&
              ROLES.filter((role) => role !== member.role).map((role) => (
                <Menu.Item key={role} onClick={() => void onChange(() => chat.setRole(member.userId, role))}>
                  {texts.groups.make[role]}
                </Menu.Item>
              ))}
            {mayRemove && (
              <Menu.Item color="red" onClick={() => void onChange(() => chat.removeMember(member.userId))}>
                {texts.groups.remove}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
