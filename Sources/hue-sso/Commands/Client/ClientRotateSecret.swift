import ArgumentParser
import Identity
import OpenIDConnect
import Operations

struct ClientRotateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-secret",
        abstract: """
            Cấp lại mã bí mật; mã cũ hết hiệu lực ngay, trừ khi có --overlap. (Give a new secret; the old one ends at once, \
            unless --overlap is given.)
            """)

    @OptionGroup var client: ClientArgument

    @Option(
        name: .long,
        help: """
            Mã cũ còn dùng được song song bao lâu, ví dụ 24h, nhiều nhất 30d; 0: hết hiệu lực ngay. (For how long the old \
            secret counts beside the new one, such as 24h, at most 30d; 0 ends it at once.)
            """)
    var overlap = "0"

    @Flag(
        name: .customLong("end-former"),
        help: """
            Không cấp mã mới; chấm dứt ngay mã cũ đang dùng song song. (Give no new secret; end the former one, which counts \
            beside the present one, now.)
            """)
    var endsFormer = false

    @OptionGroup var data: DataOptions
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard span != nil else {
            throw ValidationError(
                "--overlap phải là 0 hoặc một khoảng thời gian như 24h, nhiều nhất 30d",
                english: "--overlap is 0 or a span such as 24h, at most 30d")
        }
    }

    private var span: Duration? {
        Duration(written: overlap).flatMap { $0 <= FormerSecret.longestOverlap ? $0 : nil }
    }

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let current = try await client.client(of: installation)
            guard current.credential.secretHash != nil else {
                throw CommandFailure.badData(
                    "'\(current.id)' không có mã bí mật (\(current.credential.methodName))",
                    english: "'\(current.id)' has no secret (\(current.credential.methodName))")
            }
            if endsFormer { return try await endFormer(current, installation) }
            try await rotate(current, overlap: span ?? .zero, installation)
        }
    }

    private func rotate(_ current: Client, overlap: Duration, _ installation: Installation) async throws {
        if overlap == .zero {
            try confirmation.confirm(
                "Mã bí mật hiện tại của '\(current.id)' sẽ hết hiệu lực ngay.",
                english: "The present secret of '\(current.id)' ends at once.")
        } else if current.credential.former?.counts(at: installation.clock.now) == true {
            try confirmation.confirm(
                "Mã cũ nhất của '\(current.id)' sẽ hết hiệu lực ngay: chỉ hai mã cùng dùng được.",
                english: "The oldest secret of '\(current.id)' ends at once: two count at most.")
        }
        let sealer = try await data.sealer(for: ClientRegistration(current), installation)
        switch try await RotateClientSecret(installation, sealer: sealer)
            .run(current.id, overlap: overlap, .byOperator(installation))
        {
        case .rotated(let secret, let end): try show(current, secret: secret, formerEnd: end, output)
        case .unknownClient: throw client.missing
        }
    }

    private func endFormer(_ current: Client, _ installation: Installation) async throws {
        try confirmation.confirm(
            "Mã bí mật cũ của '\(current.id)' sẽ hết hiệu lực ngay.",
            english: "The former secret of '\(current.id)' ends at once.")
        switch try await EndFormerSecret(installation).run(current.id, .byOperator(installation)) {
        case .ended: try show(current, secret: nil, output)
        case .nothingToEnd:
            throw CommandFailure.notFound(
                "'\(current.id)' không có mã bí mật cũ nào còn hiệu lực",
                english: "no former secret of '\(current.id)' counts")
        }
    }
}
