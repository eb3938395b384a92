import ArgumentParser
import Directory
import Identity
import Operations

struct AccountAssign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign",
        abstract: "Bổ nhiệm vào một chức vụ tại một đơn vị. (Put somebody into a post at a unit.)",
        discussion: """
            Người đăng nhập bằng VNeID được nêu bằng số định danh 12 chữ số, kể cả trước lần đăng nhập đầu tiên. \
            Quyền của chức vụ có hiệu lực từ yêu cầu kế tiếp.

            (Somebody who signs in with VNeID is named by the twelve digits, before their first sign-in too. \
            What the post brings counts in the next request.)
            """)

    @OptionGroup var account: AccountArgument
    @OptionGroup var post: PostOptions

    @Option(name: .long, help: "Từ thời điểm nào; không nêu là từ bây giờ. (From when on; now, if not given.)")
    var from: String?

    @Option(
        name: .long,
        help: """
            Đến trước thời điểm nào: 2027-01-01 là đến hết năm 2026; không nêu là không thời hạn. \
            (Until before when: 2027-01-01 for the whole of 2026; open-ended, if not given.)
            """)
    var until: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let post = try post.post()
            let act = Act.byOperator(installation)
            let period = try typedPeriod(from: from, until: until, now: act.now)
            let assignee = try await assignee(installation)
            let outcome = try await AssignPost(installation).run(assignee, to: post, during: period, act)
            let person = try await assigned(outcome, to: post, installation)
            if output.json { return printJSON(try await PostsOfPerson(installation).run(person).map(\.json)) }
            print("\(account.username): \(post)")
        }
    }

    /// Whom the post is for: somebody in the records, or whoever the state knows by twelve digits.
    private func assignee(_ installation: Installation) async throws -> AssignPost.Assignee {
        if let number = account.number { return .citizen(number) }
        return .person(try await account.person(of: installation).id)
    }

    private func assigned(
        _ outcome: AssignPost.Outcome, to post: Post, _ installation: Installation
    ) async throws -> PersonID {
        switch outcome {
        case .assigned(let person): return person
        case .unknownUnit:
            throw CommandFailure.notFound(
                "không có đơn vị \(post.unit) vào thời điểm đó; xem hue-sso unit tree",
                english: "there is no unit \(post.unit) at that time; see hue-sso unit tree")
        case .alreadyThere:
            throw CommandFailure.alreadyThere(
                "'\(account.username)' đã giữ chức vụ \(post) vào thời điểm đó",
                english: "'\(account.username)' is in the post \(post) at that time already")
        case .excluded(let refusal, let state): throw try await installation.failure(refusal, state)
        }
    }
}
