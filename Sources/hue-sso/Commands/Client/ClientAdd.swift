import ArgumentParser
import Foundation
import Identity
import OpenIDConnect
import Operations
import Wire

struct ClientAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Đăng ký một nền tảng. (Register a platform; its secret is shown once.)")

    @Option(name: .long, help: "Mã nền tảng. (The client's id.)")
    var id: String

    @Option(
        name: .long,
        help: """
            Tệp JSON mô tả nền tảng theo RFC 7591; các tùy chọn khác được ưu tiên. \
            (A JSON file with the platform's own metadata by RFC 7591; options override it.)
            """)
    var metadata: String?

    @Option(
        name: .long,
        help: """
            Điều mà tệp --metadata xin và tùy chọn này cho phép: citizen_id, scim.read, scim.write, ssf.manage, public (mã người dùng \
            chung) hoặc none (không xác thực). Lặp lại được. (What the file of --metadata asks for and this allows: \
            citizen_id, scim.read, scim.write, ssf.manage, public subjects, or none for no authentication. Repeatable.)
            """)
    var accept: [SensitiveRequest] = []

    @OptionGroup var preset: PresetOptions
    @OptionGroup var options: ClientOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            var registration = try registration()
            try refuseUnaccepted(registration)
            preset.apply(to: &registration)
            options.apply(to: &registration)
            try options.proofs.apply(to: &registration)
            let installation = try await data.installation()
            let issuer = preset.preset == nil ? nil : try await data.completeConfiguration().issuer()
            let sealer = try await data.sealer(for: registration, installation)
            switch try await RegisterClient(installation, sealer: sealer).run(registration, .byOperator(installation)) {
            case .registered(let client, let secret):
                try show(
                    client, secret: secret, configuration: preset.configuration(of: client, secret, issuer: issuer),
                    output)
            case .idTaken:
                throw CommandFailure.alreadyThere(
                    "mã nền tảng '\(id)' đang hoặc đã từng được dùng; hãy chọn mã khác",
                    english: "the client id '\(id)' is taken, or was; choose another")
            }
        }
    }

    /// What opens personal data is the operator's to say, not the platform's own file's.
    private func refuseUnaccepted(_ registration: ClientRegistration) throws(CommandFailure) {
        let asked = SensitiveRequest.all(in: registration, notIn: options).filter { !accept.contains($0) }
        guard !asked.isEmpty, let metadata else { return }
        let options = asked.map { "--accept \($0.rawValue)" }.joined(separator: " ")
        throw CommandFailure(
            asked.map { Bilingual("\(metadata) xin \($0.text.vietnamese)", "\(metadata) asks for \($0.text.english)") }
                + [
                    Bilingual("nếu đồng ý, hãy thêm \(options)", "if that is right, say \(options)")
                ], code: EX_NOPERM)
    }

    private func registration() throws -> ClientRegistration {
        guard let metadata else { return ClientRegistration(id: id, name: id, redirectURIs: []) }
        guard let data = FileManager.default.contents(atPath: metadata) else {
            throw CommandFailure.notFound("không đọc được \(metadata)", english: "\(metadata) can't be read")
        }
        let json: JSONObject
        do { json = try JSONReader.readObject(ByteOrderMark.dropped(from: Array(data))) } catch {
            throw CommandFailure.badData(
                "\(metadata) không phải là đối tượng JSON", english: "\(metadata) is not a JSON object: \(error)")
        }
        return try ClientRegistration(id: id, metadata: json)
    }
}
