import ArgumentParser
import Cryptography
import FoundationEssentials
import Glibc
import NIOCore
import ServiceLifecycle
import VNeIDMock
import Wire

/// `vneid-mock`: the simulated e-identity as a program of its own.
@main
struct VNeIDMockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vneid-mock",
        abstract: """
            Mô phỏng định danh điện tử quốc gia, với người hư cấu; không phải VNeID. \
            (A simulation of the national e-identity, with invented people; not VNeID.)
            """,
        discussion: """
            Chạy đến khi bị ngắt, chỉ trên 127.0.0.1. Những ai đăng nhập được thì được in ra khi bắt đầu.

            (Serves until it is interrupted, on 127.0.0.1 only. The people who can sign in are printed at start.)
            """)

    @Option(help: "Cổng phục vụ; 0 là cổng trống bất kỳ. (The port to listen on; 0 takes any free one.)")
    var port: UInt16 = 8090

    @Option(
        help: ArgumentHelp(
            """
            Tệp YAML nhân vật, thay cho tệp có sẵn. \
            (A YAML file of personas in place of the built-in one.)
            """,
            valueName: "file"))
    var personas: String?

    @Option(help: "Mã của bên tin cậy duy nhất. (The id of the one relying party.)")
    var clientID: String

    @Option(
        help: ArgumentHelp(
            """
            Tệp chứa mã bí mật, riêng trên dòng đầu. \
            (The file that holds its secret, alone on the first line.)
            """,
            valueName: "file"))
    var clientSecretFile: String

    @Option(
        help: ArgumentHelp(
            """
            Tệp PEM khóa công khai RSA của nó; khi có, nó cũng vào được theo kiểu quirks (/auth, /token, /userinfo). \
            (A PEM file of its RSA public key; with one it has the way in of the profile quirks too: /auth, /token, \
            /userinfo.)
            """,
            valueName: "file"))
    var clientPublicKeyFile: String?

    @Option(
        help: """
            Tên trên trang xin đồng ý; mặc định là mã. \
            (The name that the consent page shows for it; its id by default.)
            """)
    var clientName: String?

    @Option(
        help: "Địa chỉ chuyển hướng, đúng từng ký tự. Lặp lại được. (A redirect URI of it, to the letter. Repeatable.)")
    var redirectURI: [String]

    @Flag(
        help: """
            Phục vụ POST /simulation/faults: ai vào được cổng cũng gây lỗi được. \
            (Serve POST /simulation/faults, by which anybody who reaches the port makes it fail.)
            """)
    var simulationFaults = false

    @Flag(
        help: """
            Nhớ người đã đăng nhập, như cổng đăng nhập một lần. \
            (Remember who has signed in, as a single sign-on does.)
            """)
    var keepSessions = false

    func validate() throws {
        guard !redirectURI.isEmpty else {
            throw ValidationError("hãy nêu --redirect-uri ít nhất một lần (say --redirect-uri at least once)")
        }
        guard !clientID.isEmpty else { throw ValidationError("--client-id không được để trống (must not be empty)") }
        _ = try redirectURIs()
    }

    func run() async throws {
        let people = try readPersonas()
        let client = VNeIDMockClient(
            id: clientID, secret: try readSecret(), name: clientName, redirectURIs: try redirectURIs(),
            publicKey: try clientPublicKeyFile.map(readPublicKey))
        guard let client else {
            throw ValidationError(
                "\(clientSecretFile): dòng đầu trống; hãy ghi mã bí mật ở đó "
                    + "(the first line is empty; write the secret there)")
        }
        let mock = try VNeIDMock(
            settings: VNeIDMockSettings(
                port: Int(port), clients: [client], personas: people,
                servesSimulationFaults: simulationFaults, keepsSessions: keepSessions, clock: SystemClock(),
                random: KernelRandomSource()))
        let service = AnnouncedMock(mock: mock, people: people)
        do {
            try await ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [service], gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: VNeIDMockSettings.defaultLogger)
            ).run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ValidationError(
                "cổng \(port) đang được dùng; hãy chọn cổng khác, hoặc 0 (the port is in use; choose another, or 0)")
        }
    }

    private func readPersonas() throws -> [Persona] {
        guard let personas else { return try PersonaFile.standard() }
        do {
            return try PersonaFile.read(try readFile(personas))
        } catch let error as PersonaFileError {
            throw ValidationError("\(personas), \(error.text.both)")
        }
    }

    private func readSecret() throws -> String {
        let bytes = try readFile(clientSecretFile)
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard let secret = String(validating: line, as: UTF8.self) else {
            throw ValidationError(
                "\(clientSecretFile): không phải là UTF-8; hãy ghi mã bí mật dạng văn bản "
                    + "(this is not UTF-8; write the secret as text)")
        }
        return secret
    }

    private func readPublicKey(_ path: String) throws -> RSAPublicKey {
        let text = String(decoding: try readFile(path), as: UTF8.self)
        guard let bytes = PEMText.decode(text, label: "PUBLIC KEY"), let key = try? RSAPublicKey(encoded: bytes) else {
            throw ValidationError(
                "\(path): không phải là khóa công khai RSA dạng PEM (this is no RSA public key in PEM)")
        }
        return key
    }

    private func readFile(_ path: String) throws -> [UInt8] {
        do {
            return ByteOrderMark.dropped(from: Array(try Data(contentsOf: URL(filePath: path))))
        } catch {
            throw ValidationError(
                "không đọc được \(path); hãy kiểm tra đường dẫn và quyền (check the path and its permissions)")
        }
    }

    private func redirectURIs() throws -> [Wire.URI] {
        try redirectURI.map { text in
            do {
                return try Wire.URI(text)
            } catch {
                throw ValidationError(
                    "--redirect-uri \(text): không phải là URI tuyệt đối; hãy ghi như đã đăng ký "
                        + "(not an absolute URI; write it as it is registered)")
            }
        }
    }
}

/// The simulation, which says where it is and who can sign in as soon as it serves.
private struct AnnouncedMock: Service {
    let mock: VNeIDMock
    let people: [Persona]

    func run() async throws {
        try await mock.run { port in
            print("http://localhost:\(port) – mô phỏng VNeID / simulated e-identity")
            for persona in people {
                print("  \(persona.username)  \(persona.password)  \(persona.otp)  \(persona.description)")
            }
            // A program that started this one with a pipe waits for these lines.
            fflush(nil)
        }
    }
}
