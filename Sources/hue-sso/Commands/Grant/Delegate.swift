import ArgumentParser
import Database
import Identity
import Operations
import Permissions
import Server
import Storage

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
            let office = try await data.office()
            let basis = try parsed(grant, .grant) { GrantID($0) }
            let principal = try await office.person(named: principal)
            let deputy = try await office.person(named: to)
            let now = office.clock.now
            let period = try term.period(from: now)
            let reason = try term.plainReason()
            let about = "\(basis) to \(deputy.text) by \(principal.text)"
            let standIn = try await office.settle(.grantDelegate, object: about, at: now) {
                desk, transaction in
                try desk.delegate(
                    basis, from: principal, to: deputy, during: period, reason: reason, in: transaction, at: now)
            }
            try await office.show(standIn, output)
        }
    }
}
