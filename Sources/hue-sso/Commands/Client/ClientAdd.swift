import ArgumentParser
import Database
import Foundation
import OpenIDConnect
import Storage
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

    @OptionGroup var options: ClientOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            var registration = try registration()
            options.apply(to: &registration)
            let office = try await data.office()
            let secret = registration.isConfidential ? ClientSecret(random: office.random) : nil
            let client = try registration.client(secret: secret?.hash)
            let isNew = try await office.act(.clientAdd, client: client.id.text) {
                transaction, now in
                try transaction.clients.add(client, at: now)
            }
            guard isNew else {
                throw CommandFailure.alreadyThere(
                    "mã nền tảng '\(id)' đang hoặc đã từng được dùng; hãy chọn mã khác",
                    english: "the client id '\(id)' is taken, or was; choose another")
            }
            show(client, secret: secret, output)
        }
    }

    private func registration() throws -> ClientRegistration {
        guard let metadata else { return ClientRegistration(id: id, name: id, redirectURIs: []) }
        guard let data = FileManager.default.contents(atPath: metadata) else {
            throw CommandFailure.notFound("không đọc được \(metadata)", english: "\(metadata) can't be read")
        }
        let json: JSONObject
        do { json = try JSONReader.readObject(Array(data)) } catch {
            throw CommandFailure.badData(
                "\(metadata) không phải là đối tượng JSON", english: "\(metadata) is not a JSON object: \(error)")
        }
        return try ClientRegistration(id: id, metadata: json)
    }
}

/// Shows a client whose secret was just made. The secret is never shown again.
func show(_ client: Client, secret: ClientSecret?, _ output: OutputOptions) {
    guard output.json else {
        print("client_id      \(client.id.text)")
        if let secret {
            print("client_secret  \(secret.text)\nChỉ hiện một lần, hãy lưu ngay. (Shown once; keep it now.)")
        }
        return
    }
    var json = client.listing
    json["client_secret"] = secret.map { .string($0.text) }
    printJSON(json)
}
