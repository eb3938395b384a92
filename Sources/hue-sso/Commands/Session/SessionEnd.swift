import ArgumentParser
import Glibc
import Identity
import Operations
import Wire

struct SessionEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end",
        abstract: "Kết thúc phiên; các nền tảng được báo. (End sessions; the platforms that know of them are told.)",
        discussion: """
            Nêu mã phiên, hoặc --of NGƯỜI, hoặc --everybody. Người đó vẫn đăng nhập lại được; muốn ngăn, hãy dùng \
            'account disable'.

            (Name a session, or --of SOMEBODY, or --everybody. They can sign in again; to prevent that, use 'account \
            disable'.)
            """)

    @Argument(help: "Mã phiên. (The session's id.)")
    var id: String?

    @Option(
        name: .customLong("of"),
        help: "Mọi phiên của người này. (All sessions of somebody: user name, number or id.)")
    var person: String?

    @Flag(
        name: .long,
        help: """
            Cùng --of hoặc --everybody: cả quyền mà nền tảng giữ ngoài phiên (offline_access). \
            (With --of or --everybody: also what platforms keep beyond sessions (offline_access).)
            """)
    var offline = false

    @Flag(name: .long, help: "Mọi phiên của mọi người. (All sessions of everybody.)")
    var everybody = false

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let named = [id != nil, person != nil, everybody].count { $0 }
        guard named == 1 else {
            throw ValidationError(
                "hãy nêu đúng một: mã phiên, --of hoặc --everybody",
                english: "name exactly one: a session, --of or --everybody")
        }
        guard !offline || id == nil else {
            throw ValidationError(
                "--offline chỉ đi cùng --of hoặc --everybody", english: "--offline goes with --of or --everybody only")
        }
    }

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let (acts, act) = (EndSessions(installation), Act.byOperator(installation))
            let count: Int
            if let id {
                guard try await acts.one(SessionID(id), act) else { throw CommandFailure.noSession(id) }
                count = 1
            } else if let person {
                guard let known = try await FindPerson(installation).run(person) else {
                    throw CommandFailure.noAccount(person)
                }
                try confirmation.confirm(
                    "'\(person)' sẽ bị đăng xuất ở mọi nơi.", english: "'\(person)' is signed out everywhere.")
                count = try await acts.all(of: known, offline: offline, act)
            } else {
                try confirmation.confirm(
                    "Mọi người sẽ bị đăng xuất ở mọi nơi.", english: "Everybody is signed out everywhere.")
                count = try await acts.everybodys(offline: offline, act)
            }
            if output.json { return printJSON(["ended": .integer(Int64(count))]) }
            print("\(count) phiên đã kết thúc. (\(count) \(count == 1 ? "session" : "sessions") ended.)")
        }
    }
}
