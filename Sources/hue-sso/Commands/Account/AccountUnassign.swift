import ArgumentParser
import Directory
import Operations

struct AccountUnassign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unassign",
        abstract: "Cho thôi một chức vụ. (End somebody's time in a post; what it brought ends with it.)",
        discussion: """
            Người đăng nhập bằng VNeID được nêu bằng số định danh 12 chữ số thay cho tên đăng nhập.

            (Somebody who signs in with VNeID is named by the twelve digits in place of a user name.)
            """)

    @OptionGroup var account: AccountArgument
    @OptionGroup var post: PostOptions

    @Option(name: .long, help: "Thời điểm thôi chức vụ; không nêu là bây giờ. (When it ends; now, if not given.)")
    var at: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let post = try post.post()
            let act = Act.byOperator(installation)
            let moment = try at.map { try typedMoment($0, "--at") } ?? act.now
            let person = try await account.person(of: installation).id
            switch try await UnassignPost(installation).run(person, from: post, at: moment, act) {
            case .unassigned: break
            case .notInPost:
                throw CommandFailure.notFound(
                    "'\(account.username)' không giữ chức vụ \(post) vào thời điểm đó",
                    english: "'\(account.username)' isn't in the post \(post) then")
            }
            if output.json { return printJSON(try await PostsOfPerson(installation).run(person).map(\.json)) }
            print("\(account.username): thôi (left) \(post)")
        }
    }
}
