import OpenIDConnect
import Testing
import Wire

/// Pictures of clients (`logo_uri`): pixels, and nothing that could be a program.
@Suite struct ClientLogoTests {
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]

    @Test func `what a picture is its first bytes say`() {
        #expect(ClientLogo(Self.png)?.format == .png)
        #expect(ClientLogo([0xFF, 0xD8, 0xFF, 0xE0])?.format == .jpeg)
        #expect(ClientLogo(Array("RIFF".utf8) + [1, 2, 3, 4] + Array("WEBPVP8 ".utf8))?.format == .webp)
    }

    @Test(arguments: [
        "", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "<html>", "GIF89a", "RIFF0000WAVE", "\u{89}PNG",
    ])
    func `what is no picture of ours is none`(text: String) {
        #expect(ClientLogo(Array(text.utf8)) == nil)
    }

    @Test func `one that is too large is none`() {
        #expect(ClientLogo(Self.png + [UInt8](repeating: 0, count: Limits.fetchResponseBytes)) == nil)
    }

    @Test func `an address is https, with a host that is looked up as it is written`() {
        #expect(LogoAddress("https://client.example.org/logo.png") != nil)
        for bad in [
            "http://client.example.org/logo.png", "data:image/png;base64,AA", "https://CLIENT.example.org/", "a",
        ] {
            #expect(LogoAddress(bad) == nil)
        }
    }
}
