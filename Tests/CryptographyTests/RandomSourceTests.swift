import Cryptography
import Testing

@Suite struct RandomSourceTests {
    @Test(arguments: [0, 1, 16, 32, 1000]) func `as many bytes come as were asked for`(count: Int) {
        #expect(KernelRandomSource().bytes(count).count == count)
    }

    @Test func `no 16 bytes of a thousand come twice`() {
        let source = KernelRandomSource()
        #expect(Set((0..<1000).map { _ in source.bytes(16) }).count == 1000)
    }
}
