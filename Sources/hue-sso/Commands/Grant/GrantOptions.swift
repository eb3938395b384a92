import ArgumentParser
import Directory
import Identity
import Operations

/// In whose name a command acts.
struct GiverOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: """
            Quản trị viên đứng tên: tên đăng nhập hoặc số định danh 12 chữ số; không nêu là người vận hành máy này. \
            (The administrator in whose name: user name or twelve digits; without it, the operators of this machine.)
            """)
    var giver: String?

    func person(of installation: Installation) async throws -> PersonID? {
        guard let giver else { return nil }
        return try await installation.person(named: giver)
    }
}

/// From when until when, and why.
struct TermOptions: ParsableArguments {
    @Option(name: .long, help: "Từ thời điểm nào; không nêu là từ bây giờ. (From when on; now, if not given.)")
    var from: String?

    @Option(
        name: .long,
        help: """
            Đến trước thời điểm nào: 2027-01-01 là đến hết năm 2026. \
            (Until before when: 2027-01-01 for the whole of 2026.)
            """)
    var until: String?

    @Option(name: .long, help: "Lý do: quyết định làm căn cứ. (Why: the decision that it rests on.)")
    var reason: String

    func period(from now: Instant) throws(CommandFailure) -> Period {
        try typedPeriod(from: from, until: until, now: now)
    }

    func plainReason() throws(CommandFailure) -> String {
        try plainLine(reason, "--reason")
    }
}
