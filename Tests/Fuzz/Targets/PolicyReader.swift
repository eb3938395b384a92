/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzPolicyReader(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let violation = FuzzedReader.policy.violation(by: Array(UnsafeBufferPointer(start: start, count: count))) {
        fatalError(violation)
    }
    return 0
}
