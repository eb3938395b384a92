import ArgumentParser
import Operations
import Permissions

struct Delegate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Giao người làm thay tạm thời. (Let somebody stand in for the holder of a grant, for a while.)",
        discussion: """
            Người làm thay có vai trò và phạm vi của quyền, muộn nhất đến --until và chỉ khi người giữ quyền còn quyền \
            đó. Mỗi bên đều chấm dứt được bằng 'grant revoke --as'.

            (The stand-in has the role and reach of the grant, until --until at the latest and only while the holder \
            still has it. Either of the two ends it with 'grant revoke --as'.)
            """)

    @Argument(help: "Mã quyền được làm thay, ví dụ g-12. (The grant that is stood in for, such as g-12.)")
    var grant: String

    @Option(
        name: .customLong("from-person"),
        help: """
            Người giữ quyền, giao làm thay: tên đăng nhập hoặc số định danh 12 chữ số. \
            (The holder, who delegates: user name or twelve digits.)
            """)
    var principal: String

    @Option(
        name: .long,
        help: "Người làm thay: tên đăng nhập hoặc số định danh 12 chữ số. (The deputy: user name or twelve digits.)")
    var to: String

    @OptionGroup var term: TermOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let basis = try parsed(grant, .grant) { GrantID($0) }
            let principal = try await installation.person(named: principal)
            let deputy = try await installation.person(named: to)
            let act = Act.byOperator(installation)
            let outcome = try await DelegateGrant(installation).run(
                basis, from: principal, to: deputy, during: try term.period(from: act.now),
                reason: try term.plainReason(), act)
            try await installation.show(try await installation.done(outcome), output)
        }
    }
}
