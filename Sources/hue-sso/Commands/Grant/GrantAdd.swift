import ArgumentParser
import Directory
import Identity
import Operations
import Permissions

struct GrantAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Giao hoặc cấm một vai trò. (Grant a role, or deny it.)",
        discussion: """
            --to nêu một người (tên đăng nhập hoặc số định danh 12 chữ số), một chức vụ (CHỨC_VỤ@ĐƠN_VỊ), mọi người \
            tại các đơn vị một loại (kind:so) hoặc công dân một mức định danh (citizens:1). Có hiệu lực từ yêu cầu kế \
            tiếp.

            (--to names a person (user name or twelve digits), a post (POSITION@UNIT), everyone at units of a kind \
            (kind:so) or citizens of an identity level (citizens:1). It counts in the next request.)
            """)

    private static let extent = Bilingual(
        "unit, subtree hoặc kind:LOẠI", "unit, subtree or kind:KIND")

    @Option(name: .long, help: "Đối tượng được giao. (For whom.)")
    var to: String

    @Option(name: .long, help: "Tên ngắn của vai trò; xem role list. (The role's short name; see role list.)")
    var role: String

    @Option(
        name: .long,
        help: """
            Đơn vị nơi giao; 'own' là đơn vị của từng người, với --to kind:… \
            (The unit where; 'own' for each one's own unit, with --to kind:…)
            """)
    var unit: String

    @Option(
        name: .long,
        help: """
            unit, subtree, hoặc kind:LOẠI cho các đơn vị thuộc loại đó trong nhánh. \
            (unit, subtree, or kind:KIND for the units of a kind in the subtree.)
            """)
    var reach = "unit"

    @Flag(
        name: .long,
        help: """
            Cấm các chức năng của vai trò, dù có quyền khác cho phép. \
            (Deny the role's functions instead, whatever else gives them.)
            """)
    var deny = false

    @OptionGroup var giver: GiverOptions
    @OptionGroup var term: TermOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let act = Act.byOperator(installation)
            let proposal = GrantProposal(
                effect: deny ? .deny : .permit, subject: try await installation.subject(to),
                role: try parsed(role, .role) { RoleID($0) },
                reach: Reach(
                    try parsed(reach, Self.extent) { Reach.Extent(text: $0) },
                    of: try parsed(unit, .anchor) { Reach.Anchor(text: $0) }),
                period: try term.period(from: act.now), grantedBy: try await giver.person(of: installation),
                reason: try term.plainReason())
            let slip = try await slip(in: proposal.subject, installation, at: act.now)
            let outcome = try await GiveGrant(installation).run(proposal, act)
            let grant = try await installation.done(outcome)
            if let slip {
                warn(
                    "chính sách không có chức vụ \(slip) và không ai giữ chức vụ này",
                    english: "the policy has no position \(slip), and nobody holds it")
            }
            try await installation.show(grant, output)
        }
    }

    /// The position of a post that neither the policy nor anybody's post has: most likely a slip of the keys.
    /// - Throws: for a post at a unit that isn't there.
    private func slip(
        in subject: GrantSubject, _ installation: Installation, at now: Instant
    ) async throws -> Position? {
        guard case .holders(let post) = subject else { return nil }
        switch try await CheckPost(installation).run(post, at: now) {
        case .known: return nil
        case .unknownUnit: throw CommandFailure.noUnit(post.unit)
        case .unknownPosition: return post.position
        }
    }
}
